/**
 * Owns the windows of sensors in the mode `summary`: which are open, and when each closes and is handed on, once.
 *
 * Windows lie on the grid [k * every, (k + 1) * every) of event time. They close
 * - when the sensor's newest `ts` is at least `every` past their end: what comes late has one window's time to arrive;
 * - when nothing was taken in of the sensor for more than 2 * `every` of the journal's clock, or it goes offline, or
 *   its `every` changes, or every sensor becomes raw: then all of them at once. What follows in the same place of the
 *   grid is a window of its own that starts behind the newest `ts`, so no reading is lost to a pause and no two
 *   summaries have the same `ts`.
 * Silence counts from the last arrival, not from a window's end, so that a device whose clock is behind, or which
 * hands over what it kept, has whole windows all the same. A reading of a closed window changes nothing.
 */
import type { EpochMs, Reading, SensorId } from '../../runtime/vocabulary.ts';
import { MAX_SENSORS, MAX_SILENT_AT_ONCE } from './bounds.ts';
import { Place, Recency } from './recency.ts';
import {
  addReading,
  closeAll,
  nothingOf,
  type Outlet,
  type SavedSummarised,
  type Summarised,
  savedSummarised,
  summarisedOf,
} from './sensor-windows.ts';

type Seat = Place<Summarised>;

/** The sensors with open windows of one length. */
interface Group {
  readonly every: number;
  readonly heard: Recency<Summarised>;
}

export class Summaries {
  readonly #seats = new Map<SensorId, Seat>();
  /** Without an open window. */
  readonly #idle = new Recency<Summarised>();
  /** Ascending by `every`, so that the order in which windows close is a matter of the saved state alone. */
  readonly #groups: Group[] = [];

  constructor(saved: readonly SavedSummarised[] = []) {
    for (const one of saved) this.#seat(new Place(summarisedOf(one)));
  }

  /** Closes what has been silent for too long, of a bounded number of sensors. */
  silent(clock: EpochMs): Reading[] {
    const out: Reading[] = [];
    let closed = 0;
    for (const { every, heard } of this.#groups) {
      for (let seat = heard.oldest; seat && closed < MAX_SILENT_AT_ONCE; seat = heard.oldest) {
        const silence = clock - seat.of.heard;
        if (Math.abs(silence) <= 2 * every) break;
        if (silence > 0) {
          this.#closeAll(seat, { receivedAt: clock, out });
          closed++;
        } else {
          // The journal's clock was set back; nothing newer may wait behind this one until it is there again.
          seat.of.heard = clock;
          heard.touch(seat);
        }
      }
    }
    return out;
  }

  take(reading: Reading, every: number): Reading[] {
    const out: Reading[] = [];
    const to = { receivedAt: reading.receivedAt, out };
    const seat = this.#seats.get(reading.sensor) ?? this.#admit(reading.sensor, every, to);
    if (seat.of.every !== every) {
      this.#closeAll(seat, to);
      seat.of.every = every;
    }
    if (addReading(seat.of, reading, to)) this.#seat(seat);
    return out;
  }

  offline(sensor: SensorId, receivedAt: EpochMs): Reading[] {
    const out: Reading[] = [];
    const seat = this.#seats.get(sensor);
    if (seat) this.#closeAll(seat, { receivedAt, out });
    return out;
  }

  /** Closes all windows. */
  close(): Reading[] {
    const out: Reading[] = [];
    for (const { heard } of this.#groups) {
      for (let seat = heard.oldest; seat; seat = heard.oldest) {
        this.#closeAll(seat, { receivedAt: seat.of.heard, out });
      }
    }
    return out;
  }

  saved(): SavedSummarised[] {
    const lists = [this.#idle, ...this.#groups.map(({ heard }) => heard)];
    return lists.flatMap((list) => Array.from(list, savedSummarised));
  }

  #admit(sensor: SensorId, every: number, to: Outlet): Seat {
    const victim = this.#seats.size >= MAX_SENSORS ? this.#unheardOfLongest() : undefined;
    if (victim) {
      this.#closeAll(victim, to);
      this.#idle.remove(victim);
      this.#seats.delete(victim.of.sensor);
    }
    return new Place(nothingOf(sensor, every, to.receivedAt));
  }

  #unheardOfLongest(): Seat | undefined {
    if (this.#idle.oldest) return this.#idle.oldest;
    const oldest = this.#groups.flatMap(({ heard }) => heard.oldest ?? []);
    return oldest.reduce((one, other) => (other.of.heard < one.of.heard ? other : one));
  }

  #closeAll(seat: Seat, to: Outlet): void {
    if (seat.of.windows.length === 0) return;
    closeAll(seat.of, to);
    this.#seat(seat);
  }

  /** Puts it where it belongs, as the one heard of last. */
  #seat(seat: Seat): void {
    this.#seats.set(seat.of.sensor, seat);
    const list = seat.of.windows.length > 0 ? this.#group(seat.of.every).heard : this.#idle;
    list.touch(seat);
  }

  #group(every: number): Group {
    const known = this.#groups.find((group) => group.every === every);
    if (known) return known;
    const group = { every, heard: new Recency<Summarised>() };
    this.#groups.push(group);
    this.#groups.sort((one, other) => one.every - other.every);
    return group;
  }
}
