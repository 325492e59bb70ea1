/** Shows the models part at work over its real thread and files: training, findings, versions, and what goes wrong. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RangeQuery } from '../../../runtime/history/port.ts';
import type { ModelState } from '../../../runtime/models/port.ts';
import { tempDir, waitFor } from '../../../runtime/testbed/testbed.ts';
import { seeded } from '../../testbed/entries.ts';
import { PUSHED_FORMAT } from './pushed.ts';
import { derivedIn, ID, live, ORDER, open, ROWS, SENSOR, SOON, train } from './testbed/models-bed.ts';

test('a model trained from history forecasts what comes, as series beside the metric', async () => {
  await using dir = await tempDir();
  await using bed = await open(dir.path, { rules: [SOON] });
  expect(await train(bed)).toMatchObject({ state: 'done', progress: 1, version: 1, model: ID });
  expect(await bed.part.models.get(ID)).toMatchObject({
    sensor: SENSOR,
    active: { version: 1, rows: 600, from: ROWS.ts[0], to: ROWS.ts[599], beatsBaseline: true },
  });
  bed.journal.append(live(600), live(601));
  const found = await waitFor('findings', () => {
    const derived = derivedIn(bed.journal);
    return derived.length >= 8 ? derived : undefined;
  });
  expect(
    found.map(({ ts, ...one }) => [ts - ROWS.ts[600]!, one.kind === 'reading' && Object.keys(one.values)]),
  ).toEqual(
    [0, 1].flatMap((i) => [
      [i * 300_000, ['temp.risk.soon']],
      ...[1, 6, 12].map((h) => [
        (i + h) * 300_000,
        ['p10', 'p50', 'p90'].map((quantile) => `temp.forecast.${h}.${quantile}`),
      ]),
    ]),
  );
  // It reads its own findings and makes nothing of them.
  await waitFor('the cursor', () => bed.durable() === bed.journal.head());
  expect(derivedIn(bed.journal)).toHaveLength(8);
});

test('too few rows make no model, and say so', async () => {
  await using dir = await tempDir();
  await using bed = await open(dir.path);
  const job = await train(bed, { ...ORDER, to: ROWS.ts[20]! });
  expect(job).toMatchObject({ state: 'failed', problem: expect.stringContaining('20 usable rows') });
  expect(await bed.part.models.list()).toEqual([]);
});

test('two versions are kept; back and forth between them; then none', async () => {
  await using dir = await tempDir();
  await using bed = await open(dir.path);
  const { models } = bed.part;
  for (const count of [400, 500, 600]) await train(bed, { ...ORDER, to: ROWS.ts[count]! });
  const versions = (state: ModelState | 'no-previous' | undefined) =>
    typeof state === 'object' && [state.active?.version, state.previous?.version];
  expect(versions(await models.get(ID))).toEqual([3, 2]);
  expect(versions(await models.rollback(ID))).toEqual([2, 3]);
  expect((await models.trainingSet(ID))?.values).toEqual(ROWS.values.slice(0, 500));
  expect(versions(await models.rollback(ID))).toEqual([3, 2]);
  expect(await models.remove(ID)).toBe(true);
  expect(await readdir(join(dir.path, 'models'))).toEqual([]);
  expect([await models.remove(ID), await models.rollback(ID), await models.get(ID)]).toEqual([
    false,
    undefined,
    undefined,
  ]);
});

test('a damaged file is refused with the reason, and the version before serves', async () => {
  await using dir = await tempDir();
  {
    await using bed = await open(dir.path);
    await train(bed);
    await train(bed);
  }
  await writeFile(join(dir.path, 'models', `${ID}.2.model`), 'anemos-model/1 nothing');
  await using bed = await open(dir.path);
  const state = await bed.part.models.get(ID);
  expect(state).toMatchObject({
    active: { version: 1 },
    trouble: expect.stringContaining('version 2: the model file'),
  });
  expect(bed.warnings).toContainEqual(expect.objectContaining({ sensor: SENSOR, metric: 'temp' }));
  expect(await train(bed)).toMatchObject({ state: 'done', version: 3 });
});

test('a refused journal is asked again, and no reading is shown to a model twice', async () => {
  await using dir = await tempDir();
  await using bed = await open(dir.path, {}, 3);
  const { journal } = bed;
  await train(bed);
  journal.append(live(600));
  journal.append(live(601));
  await waitFor('findings', () => derivedIn(journal).length === 6);
  await waitFor('the cursor', () => bed.durable() === journal.head());
  expect(derivedIn(journal)).toHaveLength(6);
});

test('a model no better than the last value says nothing of a limit, unless it is told to', async () => {
  await using dir = await tempDir();
  const random = seeded(3);
  let at = 0;
  const walk = Array.from({ length: 700 }, () => (at += random() - 0.5));
  const observations = walk.slice(0, 600).map((temp, i) => ({ ts: ROWS.ts[i]!, seq: 0, values: { temp } }));
  const range = async ({ after }: RangeQuery) =>
    observations.filter(({ ts }) => ts > (after?.ts ?? -1)).slice(0, 1000);
  const rule = { ...SOON, limit: walk[600]! + 0.5, anyModel: false };
  await using bed = await open(dir.path, { history: { range }, rules: [rule] });
  const riskAt = async (i: number) => {
    bed.journal.append({ ...live(i), values: { temp: walk[600]! } });
    return await waitFor('the risk', () =>
      derivedIn(bed.journal)
        .filter((entry) => entry.kind === 'reading' && entry.seq === i)
        .flatMap((entry) => (entry.kind === 'reading' ? (entry.values['temp.risk.soon'] ?? []) : []))
        .at(0)
        ?.toFixed(6),
    );
  };
  await train(bed);
  expect(await bed.part.models.get(ID)).toMatchObject({ active: { beatsBaseline: false }, useAnyway: false });
  expect(Number(await riskAt(600))).toBe(0);
  await train(bed, { ...ORDER, useAnyway: true });
  expect(await bed.part.models.get(ID)).toMatchObject({ active: { version: 2 }, useAnyway: true });
  expect(Number(await riskAt(601))).toBeGreaterThan(0);
});

test('a metric too many is left out and named; the node says nothing while an edge does', async () => {
  await using dir = await tempDir();
  const odd = {
    kind: 'anomaly',
    id: 'odd',
    sensors: '*',
    metric: 'temp',
    threshold: 0.3,
    refractory: 9,
  } as const;
  await using bed = await open(dir.path, { config: { max: 1 }, rules: [{ ...odd, severity: 'MINOR' }] });
  bed.journal.append(live(600), { ...live(600), sensor: 'farm:t2' }, { ...live(601), sensor: 'farm:t2' });
  await waitFor('a score', () => derivedIn(bed.journal).length === 1);
  expect(bed.warnings).toEqual([expect.objectContaining({ sensor: 'farm:t2', metric: 'temp' })]);
  const word = { ...live(601), values: { 'temp.anomaly': 0.1 }, derived: 'score', handed: true } as const;
  const later = live(603).ts + 8 * 86_400_000;
  bed.journal.append(word, live(602), { ...live(603), ts: later, receivedAt: later });
  await waitFor('a score again', () => derivedIn(bed.journal).length === 3);
  expect(derivedIn(bed.journal).map(({ ts }) => ts)).toEqual([live(600).ts, word.ts, later]);
});

test('whoever is left out is named once, however many there are', async () => {
  await using dir = await tempDir();
  const odd = { kind: 'anomaly', id: 'odd', sensors: '*', metric: 'temp' } as const;
  const rules = [{ ...odd, threshold: 0.3, refractory: 9, severity: 'MINOR' } as const];
  await using bed = await open(dir.path, { config: { max: 1 }, rules });
  const all = Array.from({ length: 130 }, (_, i) => ({ ...live(600), sensor: `farm:s${i}` }));
  const again = all.map((entry) => ({ ...entry, ...{ ts: live(601).ts, receivedAt: live(601).ts } }));
  bed.journal.append(...all, ...again);
  await waitFor('both scores of the first', () => derivedIn(bed.journal).length === 2);
  // As many as are remembered: ten for each that may be, and a hundred.
  expect(bed.warnings).toHaveLength(110);
});

test('models a cloud has sent work, are refused as a whole, and go when it no longer names them', async () => {
  await using elsewhere = await tempDir();
  await using cloud = await open(elsewhere.path);
  await train(cloud);
  const bytes = Buffer.from((await cloud.part.models.file(ID))!);
  const sent = { id: ID, format: PUSHED_FORMAT, checksum: '', data: bytes.toString('base64') };
  await using dir = await tempDir();
  await using bed = await open(dir.path);
  const { models } = bed.part;
  await bed.part.setPushed([sent]);
  await bed.part.setPushed([sent]);
  expect(await models.get(ID)).toMatchObject({ active: { version: 1 }, pushed: true });
  expect(await train(bed)).toMatchObject({
    state: 'failed',
    problem: expect.stringContaining('train it there'),
  });
  const bad = { ...sent, id: 'x' };
  await expect(bed.part.setPushed([bad])).rejects.toThrow(`${ID} is`);
  expect(await models.list()).toHaveLength(1);
  await bed.part.setPushed([]);
  expect(await models.list()).toEqual([]);
});

test('models are trained anew as they grow old', async () => {
  await using dir = await tempDir();
  const first = ROWS.ts[650]!;
  let now = first;
  await using bed = await open(dir.path, { config: { max: 5, retrain: 5000 }, now: () => now });
  await train(bed);
  now += 5001;
  const again = await waitFor('a new version', async () => (await bed.part.models.get(ID))?.previous, 10_000);
  expect(again).toMatchObject({ version: 1, trainedAt: first });
});
