/** Owns the models part over a real journal, thread and files, with a made history to train on. Tests only. */
import { Unavailable } from '../../../../runtime/errors.ts';
import type { Observation, RangeQuery } from '../../../../runtime/history/port.ts';
import { type JournalReader, openJournalReader } from '../../../../runtime/journal/journal-reader.ts';
import { openWriter, write } from '../../../../runtime/journal/testbed/journals.ts';
import type { TrainingOrder } from '../../../../runtime/models/port.ts';
import { waitFor } from '../../../../runtime/testbed/testbed.ts';
import type { Entry, ForecastRule, Reading } from '../../../../runtime/vocabulary.ts';
import { wave } from '../../testbed/made-series.ts';
import { modelId } from '../model-of.ts';
import { type ModelsPart, openModels } from '../models.ts';
import type { ModelsOptions } from '../models-options.ts';

export const SENSOR = 'farm:t1';
export const ID = modelId({ sensor: SENSOR, metric: 'temp' });
export const ROWS = wave(700);
export const SOON: ForecastRule = {
  ...{ kind: 'forecast', id: 'soon', sensors: '*', metric: 'temp', direction: 'above', limit: 70 },
  ...{
    within: 12,
    probability: 0.6,
    deadband: 0.3,
    forMs: 0,
    severity: 'WARNING',
    by: 'analogs',
    anyModel: true,
  },
};

const OBSERVATIONS: readonly Observation[] = Array.from(ROWS.values, (temp, i) => ({
  ts: ROWS.ts[i] ?? 0,
  seq: 0,
  values: { temp },
}));

const history = {
  async range({ from, to, limit, after }: RangeQuery): Promise<readonly Observation[]> {
    const wanted = OBSERVATIONS.filter(({ ts }) => ts >= from && ts < to && ts > (after?.ts ?? -1));
    return wanted.slice(0, limit);
  },
};

export interface TestJournal {
  readonly reader: JournalReader;
  append(...entries: readonly Entry[]): number;
  head(): number;
}

export interface Bed extends AsyncDisposable {
  readonly part: ModelsPart;
  readonly journal: TestJournal;
  readonly warnings: object[];
  durable(): number;
}

/** `refusals`: so often the journal refuses findings. */
export async function open(dataDir: string, more: Partial<ModelsOptions> = {}, refusals = 0): Promise<Bed> {
  await using stack = new AsyncDisposableStack();
  const writer = stack.use(openWriter(dataDir, { readers: ['models'] }));
  const reader = stack.use(openJournalReader({ dataDir }));
  const journal: TestJournal = {
    reader,
    head: () => reader.head(),
    append(...entries) {
      const offset = write(writer, entries);
      reader.committed(offset);
      return offset;
    },
  };
  const warnings: object[] = [];
  let durable = 0;
  let left = refusals;
  const part = stack.use(
    await openModels({
      ...{ dataDir, config: { max: 5 }, journal: reader, history, rules: [], pushed: [], saveEvery: 20 },
      async append(entries) {
        if (left-- > 0) throw new Unavailable('full');
        return journal.append(...entries);
      },
      now: Date.now,
      onIdle() {},
      onDurable: (cursor) => {
        durable = cursor;
      },
      log: { debug() {}, info() {}, warn: (fields) => void warnings.push(fields), error() {} },
      ...more,
    }),
  );
  const resources = stack.move();
  return {
    ...{ part, journal, warnings, durable: () => durable },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

export const ORDER = { sensor: SENSOR, metric: 'temp', from: 0, to: ROWS.ts[600] ?? 0 };

export async function train({ part }: Bed, order: TrainingOrder = ORDER) {
  const job = part.models.train(order);
  return await waitFor('the training to end', () => {
    const now = part.models.job(job?.id ?? '');
    return now?.state === 'done' || now?.state === 'failed' ? now : undefined;
  });
}

export function live(i: number): Reading {
  const ts = ROWS.ts[i] ?? 0;
  const said = { kind: 'reading', sensor: SENSOR, ts, receivedAt: ts, seq: i, stamped: false } as const;
  return { ...said, values: { temp: ROWS.values[i] ?? 0, wind: 3 } };
}

export const derivedIn = ({ reader }: TestJournal): readonly Entry[] =>
  reader
    .read(0, 1e9)
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.kind === 'reading' && entry.derived !== undefined);
