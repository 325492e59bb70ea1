/** Owns putting the models a cloud has sent to work at an edge: as a whole, each once, those it no longer names taken away. */
import type { PushedModel } from '../../../runtime/edges/models.ts';
import { Rejected } from '../../../runtime/errors.ts';
import type { EpochMs } from '../../../runtime/vocabulary.ts';
import { decodeForecastFile } from '../forecast/forecast-file.ts';
import { modelId } from './model-of.ts';
import type { Shelf } from './shelf.ts';
import type { Slots } from './slots.ts';

/** The only format there is; `forecast` is the kind that a model's file says of itself. */
export const PUSHED_FORMAT = 'anemos-model-1';

export interface Installing {
  readonly shelf: Shelf;
  readonly slots: Slots;
  readonly models: readonly PushedModel[];
  readonly at: EpochMs;
}

/** Throws Rejected, nothing changed, when one of them is no model. */
export function installPushed({ shelf, slots, models, at }: Installing): void {
  const sent = new Map(models.map((model): readonly [string, Buffer] => [idOf(model), bytesOf(model)]));
  for (const id of shelf.ids()) {
    const state = shelf.state(id);
    if (!state?.pushed || sent.has(id)) continue;
    shelf.remove(id);
    slots.abandon(state);
  }
  for (const [id, bytes] of sent) {
    // Sent again, as at every start: it goes on with what it has learnt here.
    if (shelf.state(id)?.pushed && bytes.equals(shelf.forecast(id)?.bytes ?? Buffer.alloc(0))) continue;
    shelf.put(bytes, { at, pushed: true });
    slots.adopt(id);
  }
}

function idOf(model: PushedModel): string {
  if (model.format !== PUSHED_FORMAT) {
    throw new Rejected(`${model.id} is of format ${model.format}, this program reads ${PUSHED_FORMAT}`);
  }
  const { sensor, metric } = decodeForecastFile(bytesOf(model)).description;
  const id = modelId({ sensor, metric });
  if (model.id !== id)
    throw new Rejected(`${model.id} is not the id of a model of ${metric} of ${sensor}: ${id} is`);
  return id;
}

function bytesOf({ data }: PushedModel): Buffer {
  return Buffer.from(data, 'base64');
}
