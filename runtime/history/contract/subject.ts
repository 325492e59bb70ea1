/** Owns what the contract's tests share: the driver under test, fresh stores, readings. Imported by tests only. */
import { randomUUID } from 'node:crypto';
import { tempDir } from '../../testbed/testbed.ts';
import type { Reading } from '../../vocabulary.ts';
import type { HistoryStore, Observation, RangeQuery } from '../port.ts';

export interface Subject {
  /** Opens the store over `dataDir`; opened again it is the same store. */
  open(dataDir: string): Promise<HistoryStore>;
  /** Does it know a value that it holds already? */
  readonly countsDuplicates: boolean;
  /** Can it remove one metric of a sensor? */
  readonly deletesOneMetric: boolean;
}

/** A store over a directory of its own. */
export async function freshStore(subject: Subject): Promise<HistoryStore> {
  await using cleanup = new AsyncDisposableStack();
  const dir = cleanup.use(await tempDir());
  const store = cleanup.use(await subject.open(dir.path));
  const kept = cleanup.move();
  return { ...store, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A sensor that no other test and no other run has. */
export const freshSensor = (): string => `contract:${randomUUID()}`;

export function reading(
  sensor: string,
  at: number | { readonly ts: number; readonly seq: number },
  values: Readonly<Record<string, number>>,
): Reading {
  const { ts, seq } = typeof at === 'number' ? { ts: at, seq: 0 } : at;
  return { kind: 'reading', sensor, ts, seq, receivedAt: 1_700_000_000_000, stamped: false, values };
}

export const observation = (ts: number, values: Readonly<Record<string, number>>, seq = 0): Observation => ({
  ts,
  seq,
  values,
});

export const everything = (sensor: string): RangeQuery => ({ sensor, from: -1e12, to: 9e12, limit: 100_000 });

/** All pages of `limit`, each behind the last observation of the one before. */
export async function pages<Q extends { readonly limit: number }>(
  query: Q,
  ask: (query: Q & { after?: { ts: number; seq: number } }) => Promise<readonly Observation[]>,
): Promise<Observation[][]> {
  const found: Observation[][] = [];
  for (let page = [...(await ask(query))]; page.length > 0; ) {
    found.push(page);
    const { ts = 0, seq = 0 } = page.at(-1) ?? {};
    page = [...(await ask({ ...query, after: { ts, seq } }))];
  }
  return found;
}
