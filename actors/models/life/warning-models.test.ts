/** Shows early warnings in the models part: trained, kept and voting beside the forecast, for rules that ask for votes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir, waitFor } from '../../../runtime/testbed/testbed.ts';
import type { ForecastRule } from '../../../runtime/vocabulary.ts';
import { modelId } from './model-of.ts';
import {
  derivedIn,
  live,
  ORDER,
  open,
  ROWS,
  SENSOR,
  SOON,
  type TestJournal,
  train,
} from './testbed/models-bed.ts';

const ASKED = { direction: 'above', threshold: 65, within: 12 } as const;
const PAST = { ...ORDER, to: ROWS.ts[500]! };
const WARNING = modelId({ sensor: SENSOR, metric: 'temp', question: ASKED });
const POLL: ForecastRule = { ...SOON, id: 'poll', limit: 65, by: 'votes', anyModel: false };

const risksIn = (journal: TestJournal) =>
  derivedIn(journal).flatMap((entry) =>
    entry.kind === 'reading' ? (entry.values['temp.risk.poll'] ?? []) : [],
  );

test('an early warning votes for its very question once its window is full, also after a restart', async () => {
  await using dir = await tempDir();
  const other = { ...POLL, id: 'other', limit: 62 };
  const rules = [POLL, other];
  const shown = { question: ASKED, active: { version: 1, rows: 500, scores: [], beatsBaseline: true } };
  {
    await using bed = await open(dir.path, { rules });
    expect(await train(bed, { ...PAST, question: ASKED })).toMatchObject({
      state: 'done',
      model: WARNING,
    });
    expect(await bed.part.models.list()).toMatchObject([shown]);
    bed.journal.append(...Array.from({ length: 13 }, (_, i) => live(500 + i)));
    await waitFor('two votes', () => risksIn(bed.journal).length === 2);
    expect(derivedIn(bed.journal).map((entry) => entry.kind === 'reading' && entry.values)).toEqual(
      risksIn(bed.journal).map((risk) => ({ 'temp.risk.poll': risk })),
    );
  }
  await using bed = await open(dir.path, { rules });
  expect(await bed.part.models.list()).toMatchObject([shown]);
  bed.journal.append(live(513));
  await waitFor('a vote', () => risksIn(bed.journal).length === 3);
  await bed.part.models.remove(WARNING);
  bed.journal.append(live(514));
  await waitFor('the cursor', () => bed.durable() === bed.journal.head());
  expect(risksIn(bed.journal)).toHaveLength(3);
});

test('thresholds of a metric are models of their own beside its forecast, each with two versions', async () => {
  await using dir = await tempDir();
  const ids: string[] = [];
  {
    await using bed = await open(dir.path);
    const orders = [ASKED, ASKED, { ...ASKED, threshold: 62 }].map((question) => ({
      ...PAST,
      question,
    }));
    for (const order of [PAST, ...orders]) ids.push((await train(bed, order)).model);
    expect(new Set(ids).size).toBe(3);
    expect(await bed.part.models.rollback(WARNING)).toMatchObject({
      active: { version: 1 },
      question: ASKED,
    });
    expect(await bed.part.models.rollback(WARNING)).toMatchObject({ active: { version: 2 } });
    expect(await bed.part.models.trainingSet(WARNING)).toBeUndefined();
  }
  const files = ['2', '1'].map((version) => join(dir.path, 'models', `${WARNING}.${version}.model`));
  await writeFile(files[0]!, 'anemos-model/1 nothing');
  await using bed = await open(dir.path);
  expect(await bed.part.models.get(WARNING)).toMatchObject({
    active: { version: 1 },
    trouble: expect.stringContaining('version 2: the model file'),
  });
  expect(await bed.part.models.remove(WARNING)).toBe(true);
  expect((await bed.part.models.list()).map(({ id }) => id)).toEqual(
    ids.filter((id) => id !== WARNING).toSorted(),
  );
});

test('one that ranks no better than nearness foresees nothing, unless it is told to', async () => {
  await using dir = await tempDir();
  const question = { ...ASKED, threshold: 70 };
  await using bed = await open(dir.path, { rules: [{ ...POLL, limit: 70 }] });
  await train(bed, { ...ORDER, question });
  expect(await bed.part.models.list()).toMatchObject([{ active: { beatsBaseline: false } }]);
  bed.journal.append(...Array.from({ length: 18 }, (_, i) => live(600 + i)));
  await waitFor('risks', () => risksIn(bed.journal).length === 18);
  expect(Math.max(...risksIn(bed.journal))).toBe(0);
  await train(bed, { ...ORDER, question, useAnyway: true });
  bed.journal.append(live(618));
  await waitFor('a risk', () => risksIn(bed.journal).length === 19);
  expect(risksIn(bed.journal).at(-1)).toBeGreaterThan(0);
});

test('it is trained anew for its question as it grows old', async () => {
  await using dir = await tempDir();
  const first = ROWS.ts[650]!;
  let now = first;
  await using bed = await open(dir.path, { config: { max: 5, retrain: 5000 }, now: () => now });
  await train(bed, { ...PAST, question: ASKED });
  now += 5001;
  const again = await waitFor(
    'a version',
    async () => (await bed.part.models.get(WARNING))?.previous,
    10_000,
  );
  expect(again).toMatchObject({ version: 1, trainedAt: first });
  expect(await bed.part.models.list()).toHaveLength(1);
});
