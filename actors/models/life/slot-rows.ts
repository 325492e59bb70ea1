/** Owns a slot as a row of models.db and back; what cannot be read any more is learnt anew. */
import { messageOf, Rejected } from '../../../runtime/errors.ts';
import type { SensorId } from '../../../runtime/vocabulary.ts';
import { restoreAnomaly, saveAnomaly } from '../anomaly/snapshot.ts';
import { decodeForecastFile, encodeForecastFile } from '../forecast/forecast-file.ts';
import type { MemoryRow } from './memory.ts';
import { modelId } from './model-of.ts';
import type { Shelf } from './shelf.ts';
import { forecastingOf, Slot } from './slot.ts';
import type { Votes } from './votes.ts';

interface Recalling {
  readonly shelf: Shelf;
  readonly warn: (sensor: SensorId, metric: string, reason: string) => void;
}

/** A model is saved as the file it would be, with what is known of the version it began as. */
export function rowOf(
  { sensor, metric, last, elsewhere, anomaly, forecasting, votes }: Slot,
  shelf: Shelf,
): MemoryRow {
  const active = shelf.forecast(modelId({ sensor, metric }));
  const begun = forecasting && active?.version === forecasting.version ? active.file.description : undefined;
  return {
    ...{ sensor, metric, last: JSON.stringify({ last, elsewhere: [...elsewhere], recent: votes.recent }) },
    ...(anomaly && { anomaly: saveAnomaly(anomaly) }),
    ...(forecasting &&
      begun && {
        forecast: {
          version: forecasting.version,
          bytes: encodeForecastFile({ description: begun, state: forecasting.model.snapshot() }),
        },
      }),
  };
}

/** With its rules still to follow. A model whose version no longer serves is left out. */
export function slotOf(
  { sensor, metric, last, anomaly, forecast }: MemoryRow,
  { shelf, warn }: Recalling,
): Slot {
  const slot = new Slot(sensor, metric);
  const known: { last?: Slot['last']; elsewhere?: readonly [string, number][]; recent?: Votes['recent'] } =
    JSON.parse(last);
  slot.last = known.last;
  slot.votes.recent = known.recent ?? [];
  slot.elsewhere = new Map(known.elsewhere);
  if (anomaly) {
    const restored = restoreAnomaly(anomaly);
    if ('state' in restored) slot.anomaly = restored.state;
    else warn(sensor, metric, `its anomaly memory is learnt anew: ${restored.refused}`);
  }
  const active = shelf.forecast(modelId({ sensor, metric }));
  if (forecast && active?.version === forecast.version) goOn(slot, forecast, warn);
  return slot;
}

/** With what the model has learnt since its training; from its training on when that is damaged. */
function goOn(
  slot: Slot,
  { version, bytes }: NonNullable<MemoryRow['forecast']>,
  warn: Recalling['warn'],
): void {
  try {
    slot.forecasting = forecastingOf(decodeForecastFile(bytes).state, { version, mayRaise: false });
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    warn(slot.sensor, slot.metric, `what its model has learnt is lost: ${messageOf(error)}`);
  }
}
