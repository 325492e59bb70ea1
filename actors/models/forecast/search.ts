/** Owns comparing delay windows in place and keeping the nearest few; which rows are asked is the bank's business. */

/** Places in the bank, nearest first. Overwritten by the next search. */
export interface Analogs {
  count: number;
  readonly places: Int32Array;
  /** Squared. */
  readonly distances: Float64Array;
}

/** The newest window, and what counts beside its shape. */
export interface Query {
  readonly values: Float64Array;
  readonly phases: Float64Array;
  readonly now: number;
  readonly window: number;
  readonly levelWeight: number;
  readonly phaseWeight: number;
}

/** Squared distance of two windows: level, time of day, then shape. Anything not below `worst` when it gives up. */
export function distanceTo(query: Query, place: number, worst: number): number {
  const { values, phases, now, window, levelWeight, phaseWeight } = query;
  const apart = (values[now] ?? 0) - (values[place] ?? 0);
  const turn = Math.abs((phases[now] ?? 0) - (phases[place] ?? 0));
  const arc = turn > 0.5 ? 1 - turn : turn;
  let distance = levelWeight * apart * apart + phaseWeight * arc * arc;
  for (let i = 1; i < window && distance < worst; i++) {
    const difference = (values[now - i] ?? 0) - (values[place - i] ?? 0) - apart;
    distance += difference * difference;
  }
  return distance;
}

/** Keeps the list sorted and short, the first come first among equals; returns the distance a further one must be below. */
export function insert(found: Analogs, place: number, distance: number): number {
  const { places, distances } = found;
  let i = found.count < places.length ? found.count++ : places.length - 1;
  for (; i > 0 && (distances[i - 1] ?? 0) > distance; i--) {
    distances[i] = distances[i - 1] ?? 0;
    places[i] = places[i - 1] ?? 0;
  }
  distances[i] = distance;
  places[i] = place;
  return found.count < places.length ? Number.POSITIVE_INFINITY : (distances[places.length - 1] ?? 0);
}
