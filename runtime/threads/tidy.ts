/** Owns giving memory back in a thread that may (EDGE_FLAGS): V8 would keep it in case it is needed again. */
import { getHeapStatistics } from 'node:v8';

/** ms. */
const LOOK_EVERY = 5_000;
/** Bytes of heap beyond what was left after the last collection: worth the 20 to 40 ms that one takes. */
const WORTH_TIDYING = 1.2 * 1024 ** 2;

/** Looks from now on; does nothing without `--expose-gc`. */
export function keepTidy(): void {
  const { gc } = globalThis;
  if (!gc) return;
  let kept = 0;
  const tidy = () => {
    if (getHeapStatistics().total_physical_size - kept < WORTH_TIDYING) return;
    gc({ type: 'major', flavor: 'last-resort' });
    kept = getHeapStatistics().total_physical_size;
  };
  setInterval(tidy, LOOK_EVERY).unref();
}
