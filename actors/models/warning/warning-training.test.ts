/** Shows what the early-warning classifier learns, that it is judged on rows it has not seen, and that its file is whole or refused. */
import { describe, expect, test } from 'vitest';
import { Rejected } from '../../../runtime/errors.ts';
import type { Question } from '../../../runtime/models/port.ts';
import { seeded } from '../../testbed/entries.ts';
import type { Rows } from '../forecast/scale.ts';
import { rowsOf, wave } from '../testbed/made-series.ts';
import { classify, trainClassifier } from './classifier.ts';
import { decodeWarningFile, encodeWarningFile } from './warning-file.ts';
import { type TrainedWarning, trainWarning } from './warning-training.ts';

const QUESTION: Question = { direction: 'above', threshold: 68, within: 12 };

function trained(rows: Rows, question = QUESTION): TrainedWarning {
  const steps = trainWarning(rows, question);
  let step = steps.next();
  while (!step.done) step = steps.next();
  if ('none' in step.value) throw new Error(step.value.none);
  return step.value;
}

describe('of a wave', () => {
  const { classifier, score, rows } = trained(wave(3000));

  test('it beats ranking by nearness, on rows it had not seen', () => {
    expect(score.beatsBaseline).toBe(true);
    expect(score.precision).toBeGreaterThan(score.nearPrecision + 0.05);
    expect(score.area).toBeGreaterThan(score.nearArea);
    expect(score.readings).toBeGreaterThan(score.reached);
  });

  test('its file gives the same votes and the same bytes', () => {
    const known = {
      sensor: 'farm1:t1',
      metric: 'temp',
      from: rows.ts[0]!,
      to: rows.ts.at(-1)!,
      history: 3000,
      dropped: 0,
    };
    const bytes = encodeWarningFile({ ...known, classifier, score });
    const back = decodeWarningFile(bytes);
    expect({ ...back, classifier: { ...back.classifier, tree: 0 } }).toEqual({
      ...known,
      score,
      classifier: { ...classifier, tree: 0 },
    });
    for (let i = 100; i < 300; i++)
      expect(classify(back.classifier, rows, i)).toBe(classify(classifier, rows, i));
    expect(Buffer.from(encodeWarningFile(back)).equals(bytes)).toBe(true);
    expect(bytes.length).toBeLessThan(500_000);
    bytes[bytes.length >> 1]! ^= 1;
    expect(() => decodeWarningFile(bytes)).toThrow(Rejected);
  });

  test('what comes behind a row does not change its votes', () => {
    const cut = { ts: rows.ts.subarray(0, 500), values: rows.values.subarray(0, 500) };
    expect(classify(classifier, cut, 499)).toBe(classify(classifier, rows, 499));
  });

  test('a window that is not whole has no votes', () => {
    expect(classify(classifier, rows, 10)).toBeUndefined();
    const holed = { ts: rows.ts, values: rows.values.slice() };
    holed.values[495] = Number.NaN;
    expect(classify(classifier, holed, 500)).toBeUndefined();
  });

  test('at most 2000 rows are kept, whatever the history', () => {
    expect(trained(wave(9000)).classifier.rows).toBeLessThanOrEqual(2000);
  });
});

test('training says how far it is, and goes in steps', () => {
  const progress = [...trainWarning(wave(3000), QUESTION)];
  expect(progress.length).toBeGreaterThan(30);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
});

test('below is above of the mirrored series', () => {
  const rows = wave(1500);
  const mirrored = { ts: rows.ts, values: rows.values.map((value) => -value) };
  const above = trained(rows).classifier;
  const below = trained(mirrored, { ...QUESTION, direction: 'below', threshold: -68 }).classifier;
  for (let i = 100; i < 200; i++) expect(classify(below, mirrored, i)).toBe(classify(above, rows, i));
});

test('where chance decides it does not claim to be better', () => {
  const random = seeded(3);
  const { score } = trained(rowsOf(Array.from({ length: 2000 }, () => random() ** 8)), {
    ...QUESTION,
    threshold: 0.95,
  });
  expect(score.precision).toBeLessThan(score.nearPrecision + 0.1);
});

test.each([
  ['never reached', wave(1000), 1000],
  ['always reached', rowsOf(Array.from({ length: 500 }, (_, i) => i % 2)), 1],
  ['too few rows', wave(30), 55],
])('%s: there is no classifier, and it says why', (_, rows, threshold) => {
  expect(trainClassifier(rows, { ...QUESTION, threshold })).toHaveProperty('none');
});
