/** Owns making a model's file from rows, in steps, whichever the kind. */
import type { Question } from '../../../runtime/models/port.ts';
import type { EpochMs, SensorId } from '../../../runtime/vocabulary.ts';
import { encodeForecastFile } from '../forecast/forecast-file.ts';
import type { Rows } from '../forecast/scale.ts';
import { trainForecast } from '../forecast/training.ts';
import { encodeWarningFile } from '../warning/warning-file.ts';
import { trainWarning } from '../warning/warning-training.ts';

/** Rows to train on, for one metric of one sensor. */
export interface Lesson {
  readonly job: string;
  readonly sensor: SensorId;
  readonly metric: string;
  /** Of an early warning; absent for a forecast. */
  readonly question?: Question;
  readonly rows: Rows;
  readonly at: EpochMs;
  readonly useAnyway?: boolean;
}

type Learning = Generator<number, { readonly bytes: Uint8Array } | { readonly none: string }, void>;

/** Yields the share done, 0 to 1; returns the file, or why there is none. */
export function* learn({ sensor, metric, question, rows }: Lesson): Learning {
  if (question) return yield* learnWarning({ sensor, metric, question, rows });
  const trained = yield* trainForecast(rows);
  if ('none' in trained) return trained;
  const description = { sensor, metric, ...trained };
  return { bytes: encodeForecastFile({ description, state: trained.model.snapshot() }) };
}

function* learnWarning({
  sensor,
  metric,
  question,
  rows: given,
}: Pick<Lesson, 'sensor' | 'metric' | 'rows'> & { readonly question: Question }): Learning {
  const trained = yield* trainWarning(given, question);
  if ('none' in trained) return trained;
  const { classifier, rows, dropped, score } = trained;
  const history = rows.ts.length;
  const [from = 0, to = from] = [rows.ts.at(0), rows.ts.at(-1)];
  return { bytes: encodeWarningFile({ sensor, metric, from, to, history, dropped, classifier, score }) };
}
