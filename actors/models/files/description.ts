/** Owns what every model file says of itself: whose model it is, what it was trained on, how good it was. */
import type { EpochMs, SensorId } from '../../../runtime/vocabulary.ts';
import type { HorizonScore } from '../forecast/held-out.ts';
import { type Fields, fieldsOf, finite, list, text, truth, whole } from './fields.ts';

export interface Description {
  readonly sensor: SensorId;
  readonly metric: string;
  /** First and last row. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly rows: number;
  /** Rows given in this range that were left out. */
  readonly dropped: number;
  /** On rows it had not seen, beside the baselines. */
  readonly scores: readonly HorizonScore[];
  readonly beatsBaseline: boolean;
}

const MOST_ROWS = 1_000_000_000;
const MOST_HORIZONS = 16;

/** The description's fields and nothing else that came along. */
export function describedBy(description: Description): Description {
  const { sensor, metric, from, to, rows, dropped, scores, beatsBaseline } = description;
  return { sensor, metric, from, to, rows, dropped, scores, beatsBaseline };
}

/** Throws Rejected naming the field that is wrong. */
export function readDescription(fields: Fields): Description {
  return {
    sensor: text(fields, 'sensor'),
    metric: text(fields, 'metric'),
    from: finite(fields, 'from'),
    to: finite(fields, 'to'),
    rows: whole(fields, 'rows', MOST_ROWS),
    dropped: whole(fields, 'dropped', MOST_ROWS),
    scores: list(fields, 'scores', MOST_HORIZONS).map((score, i) =>
      readScore(fieldsOf(score, `scores[${i}]`)),
    ),
    beatsBaseline: truth(fields, 'beatsBaseline'),
  };
}

function readScore(fields: Fields): HorizonScore {
  return {
    horizon: whole(fields, 'horizon', MOST_ROWS),
    readings: whole(fields, 'readings', MOST_ROWS),
    error: finite(fields, 'error'),
    lastValue: finite(fields, 'lastValue'),
    dayBefore: fields.dayBefore === null ? null : finite(fields, 'dayBefore'),
    skill: finite(fields, 'skill'),
    coverage: finite(fields, 'coverage'),
    pinball: finite(fields, 'pinball'),
    pinballLastValue: finite(fields, 'pinballLastValue'),
  };
}
