/** Owns a forecast model as bytes: what it knows and what is known of it. The envelope is model-file.ts's. */
import { type Description, describedBy, readDescription } from '../files/description.ts';
import {
  column,
  encodeColumn,
  type Fields,
  fieldsOf,
  finite,
  list,
  text,
  whole,
  wrong,
} from '../files/fields.ts';
import { decodeModelFile, encodeModelFile } from '../files/model-file.ts';
import type { ForecastState } from './forecast-model.ts';
import { HORIZON_SIZES, type HorizonState } from './horizon.ts';
import type { ForecastSettings } from './settings.ts';

const KIND = 'forecast';
const MOST = { window: 256, ahead: 1024, rows: 100_000, voters: 1000, horizons: 16 };

export interface ForecastFile {
  readonly description: Description;
  readonly state: ForecastState;
}

/** The same model gives the same bytes. */
export function encodeForecastFile({ description, state }: ForecastFile): Uint8Array {
  const { settings, scale, seen, firstRun } = state;
  return encodeModelFile({
    kind: KIND,
    ...describedBy(description),
    settings,
    scale,
    seen,
    firstRun,
    length: state.values.length,
    times: encodeColumn(state.times),
    values: encodeColumn(state.values),
    horizons: state.horizons.map(({ losses, recent, factors, waiting }) => ({
      losses: encodeColumn(losses),
      recent: encodeColumn(recent),
      factors: encodeColumn(factors),
      waiting: encodeColumn(waiting),
    })),
  });
}

/** Throws Rejected when the bytes are damaged, of another version, or no forecast model. */
export function decodeForecastFile(bytes: Uint8Array): ForecastFile {
  const fields = fieldsOf(decodeModelFile(bytes), 'content');
  if (text(fields, 'kind') !== KIND) throw wrong('kind', JSON.stringify(KIND));
  const settings = readSettings(fieldsOf(fields.settings, 'settings'));
  const scale = fieldsOf(fields.scale, 'scale');
  const length = whole(fields, 'length', settings.rows);
  const times = column(fields, 'times', length);
  if (times.some((ts, i) => ts < (times[i - 1] ?? ts))) throw wrong('times', 'in order');
  const states = list(fields, 'horizons', MOST.horizons);
  if (states.length !== settings.horizons.length) throw wrong('horizons', 'one for each of the settings');
  return {
    description: readDescription(fields),
    state: {
      settings,
      scale: { deviation: finite(scale, 'deviation'), step: finite(scale, 'step') },
      seen: whole(fields, 'seen', Number.MAX_SAFE_INTEGER),
      firstRun: whole(fields, 'firstRun', 65_535),
      times,
      values: column(fields, 'values', length),
      horizons: settings.horizons.map((ahead, i) =>
        readHorizon(fieldsOf(states[i], `horizons[${i}]`), ahead),
      ),
    },
  };
}

function readSettings(fields: Fields): ForecastSettings {
  const horizons = list(fields, 'horizons', MOST.horizons).map((_, i, all) =>
    whole(fieldsOf({ ...all }, 'horizons'), String(i), MOST.ahead),
  );
  const ascend = horizons.every((ahead, i) => ahead > (horizons[i - 1] ?? 0));
  if (!ascend || horizons.length === 0) throw wrong('settings.horizons', 'an ascending list of readings');
  const settings = {
    window: whole(fields, 'window', MOST.window),
    horizons,
    neighbours: whole(fields, 'neighbours', MOST.voters),
    voters: whole(fields, 'voters', MOST.voters),
    rows: whole(fields, 'rows', MOST.rows),
    level: finite(fields, 'level'),
    timeOfDay: finite(fields, 'timeOfDay'),
    gapSteps: finite(fields, 'gapSteps'),
    memory: finite(fields, 'memory'),
    widthRate: finite(fields, 'widthRate'),
  };
  const { window, neighbours, voters, rows } = settings;
  if (Math.min(window, neighbours, voters, rows) < 1) throw wrong('settings', 'made of positive numbers');
  return settings;
}

function readHorizon(fields: Fields, ahead: number): HorizonState {
  const { losses, recent, factors, waiting } = HORIZON_SIZES;
  return {
    losses: column(fields, 'losses', losses),
    recent: column(fields, 'recent', recent),
    factors: column(fields, 'factors', factors),
    waiting: column(fields, 'waiting', waiting * ahead),
  };
}
