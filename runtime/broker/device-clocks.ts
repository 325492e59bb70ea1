/** Owns how far devices' clocks are from the door's, over all devices together; what is wrong with one of them its sensor shows. */
import { Buckets } from '../metrics/buckets.ts';
import type { Entry, EpochMs } from '../vocabulary.ts';

/** s; negative: the device is ahead. What lies behind also shows messages that were long on their way. */
const BOUNDS = [-3600, -300, -60, -5, -1, -0.1, 0, 0.1, 1, 5, 60, 300, 3600, 86_400];

/** ms; the worst of one to two of these is told. */
const WINDOW = 300_000;

interface Worst {
  readonly since: EpochMs;
  /** s, 0 or more. */
  ahead: number;
  behind: number;
}

export class DeviceClocks {
  readonly skew = new Buckets(BOUNDS);
  #before: Worst = { since: 0, ahead: 0, behind: 0 };
  #now: Worst = { since: 0, ahead: 0, behind: 0 };

  /** Readings that carry no time of their own say nothing. */
  seen(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.kind !== 'reading' || entry.stamped) continue;
      const skew = (entry.receivedAt - entry.ts) / 1000;
      this.skew.observe(skew);
      if (entry.receivedAt - this.#now.since > WINDOW) this.#turn(entry.receivedAt);
      if (skew > this.#now.behind) this.#now.behind = skew;
      else if (-skew > this.#now.ahead) this.#now.ahead = -skew;
    }
  }

  /** s; of the last five to ten minutes. */
  worst(at: EpochMs): { readonly ahead: number; readonly behind: number } {
    if (at - this.#now.since > WINDOW) this.#turn(at);
    const windows = [this.#before, this.#now];
    return {
      ahead: Math.max(...windows.map(({ ahead }) => ahead)),
      behind: Math.max(...windows.map(({ behind }) => behind)),
    };
  }

  #turn(at: EpochMs): void {
    const old = at - this.#now.since > 2 * WINDOW;
    this.#before = old ? { since: 0, ahead: 0, behind: 0 } : this.#now;
    this.#now = { since: at, ahead: 0, behind: 0 };
  }
}
