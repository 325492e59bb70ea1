/** Owns an order of things by when they were last heard of. A Map would do, but finds its oldest key slowly. */

export class Place<T> {
  readonly of: T;
  /** The list it is in, and its neighbours there; managed by that list. */
  list: Recency<T> | undefined;
  older: Place<T> | undefined;
  newer: Place<T> | undefined;

  constructor(of: T) {
    this.of = of;
  }
}

export class Recency<T> {
  #oldest: Place<T> | undefined;
  #newest: Place<T> | undefined;

  get oldest(): Place<T> | undefined {
    return this.#oldest;
  }

  /** Puts `place` at the newest end, from wherever it was. */
  touch(place: Place<T>): void {
    if (this.#newest === place) return;
    place.list?.remove(place);
    place.list = this;
    place.older = this.#newest;
    if (this.#newest) this.#newest.newer = place;
    else this.#oldest = place;
    this.#newest = place;
  }

  remove(place: Place<T>): void {
    if (place.list !== this) return;
    if (place.older) place.older.newer = place.newer;
    else this.#oldest = place.newer;
    if (place.newer) place.newer.older = place.older;
    else this.#newest = place.older;
    place.list = place.older = place.newer = undefined;
  }

  /** Oldest first; must not be changed meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (let place = this.#oldest; place; place = place.newer) yield place.of;
  }
}
