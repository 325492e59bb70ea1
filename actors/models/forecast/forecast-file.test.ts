/** Shows that a forecast model comes back from its file bit for bit, and that a damaged file is refused with the reason. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkModels } from '../../../runtime/edges/models.ts';
import { Rejected } from '../../../runtime/errors.ts';
import { seeded } from '../../testbed/entries.ts';
import { encodeColumn } from '../files/fields.ts';
import { decodeModelFile, MAX_MODEL_BYTES } from '../files/model-file.ts';
import { rough } from '../testbed/made-series.ts';
import { decodeForecastFile, encodeForecastFile, type ForecastFile } from './forecast-file.ts';
import { trainForecast } from './training.ts';

const file = fileOf(600);
const bytes = encodeForecastFile(file);

function fileOf(length: number): ForecastFile {
  const steps = trainForecast(rough(length, 3));
  let step = steps.next();
  while (!step.done) step = steps.next();
  if ('none' in step.value) throw new Error(step.value.none);
  const { model, ...known } = step.value;
  return { description: { sensor: 'farm1:t1', metric: 'temp', ...known }, state: model.snapshot() };
}

/** A file whole in itself, with another content. */
function resealed(change: (content: Record<string, unknown>) => object): Uint8Array {
  const content = decodeModelFile(bytes) as Record<string, unknown>;
  const body = Buffer.from(JSON.stringify(change(content)));
  const sum = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`anemos-model/1 ${sum}\n`), body]);
}

test('comes back as it was', () => {
  const back = decodeForecastFile(bytes);
  expect(back).toEqual(file);
  expect(Buffer.from(encodeForecastFile(back)).equals(bytes)).toBe(true);
});

test('the same rows give the same bytes', () => {
  expect(Buffer.from(encodeForecastFile(fileOf(600))).equals(bytes)).toBe(true);
});

test('in whatever order its fields were made', () => {
  const reversed = (value: object) => Object.fromEntries(Object.entries(value).reverse());
  const { description, state } = file;
  const scores = description.scores.map(reversed);
  const other = {
    state: reversed({ ...state, settings: reversed(state.settings), scale: reversed(state.scale) }),
    description: reversed({ ...description, scores }),
  } as unknown as ForecastFile;
  expect(Buffer.from(encodeForecastFile(other)).equals(bytes)).toBe(true);
});

test('is small', () => {
  expect(encodeForecastFile(fileOf(4000)).length).toBeLessThan(120_000);
});

test('fits what edges take', () => {
  const checksum = createHash('sha256').update(bytes).digest('hex');
  const pushed = {
    id: 'farm1:t1:temp',
    format: 'anemos-model',
    checksum,
    data: Buffer.from(bytes).toString('base64'),
  };
  expect(checkModels([pushed])).toEqual([pushed]);
});

test('any byte changed, cut off or added is refused', () => {
  const random = seeded(1);
  for (let n = 0; n < 300; n++) {
    const damaged = Buffer.from(bytes);
    const at = Math.floor(random() * damaged.length);
    damaged[at] = damaged[at]! ^ (1 << Math.floor(random() * 8));
    expect(() => decodeForecastFile(damaged), `byte ${at}`).toThrow(Rejected);
  }
  for (const length of [0, 1, 40, 95, 1000, bytes.length - 1])
    expect(() => decodeForecastFile(bytes.subarray(0, length)), `${length} bytes`).toThrow(Rejected);
  expect(() => decodeForecastFile(Buffer.concat([bytes, Buffer.from(' ')]))).toThrow('damaged');
});

test('another version is named', () => {
  const other = Buffer.from(
    Buffer.from(bytes).toString('latin1').replace('anemos-model/1', 'anemos-model/2'),
    'latin1',
  );
  expect(() => decodeForecastFile(other)).toThrow('format version 2, this program reads 1');
});

test('more bytes than a model may have are refused unread', () => {
  expect(() => decodeForecastFile(new Uint8Array(MAX_MODEL_BYTES + 1))).toThrow('at most');
});

test.each([
  ['kind', { kind: 'warning' }],
  ['sensor', { sensor: 7 }],
  ['from', { from: null }],
  ['rows', { rows: -1 }],
  ['beatsBaseline', { beatsBaseline: 'yes' }],
  ['scores', { scores: {} }],
  ['settings', { settings: [] }],
  ['horizons', { settings: { ...file.state.settings, horizons: [6, 1] } }],
  ['rows', { settings: { ...file.state.settings, rows: 1e9 } }],
  ['deviation', { scale: { deviation: '1', step: 1 } }],
  ['length', { length: 1e9 }],
  ['times', { length: 3 }],
  ['times', { times: encodeColumn(file.state.times.toReversed()) }],
  ['values', { values: 'AAAA' }],
  ['horizons', { horizons: [] }],
  ['losses', { horizons: [{}, {}, {}] }],
])('whole but with a wrong %s it is refused by name', (name, change) => {
  expect(() => decodeForecastFile(resealed((content) => ({ ...content, ...change })))).toThrow(name);
});

test('content that is no object is refused', () => {
  expect(() => decodeForecastFile(resealed(() => []))).toThrow('content');
});
