/** Owns what entries become on their way to the cloud where a sensor's mode is not raw: the journal's order in, readings out. */
import type { Entry, Reading, SensorId, UplinkMode } from '../../runtime/vocabulary.ts';
import { Changes } from './changes.ts';
import { type DeriverState, EMPTY_STATE } from './derive-state.ts';
import { Summaries } from './summary.ts';

export interface Deriver {
  /** The readings this entry causes, of its sensor or of others. The same state and entries cause the same ones. */
  step(entry: Entry): readonly Reading[];
  /** The summaries of all windows that are open, as of when their sensors were last heard of. */
  close(): readonly Reading[];
  /** A copy: a deriver made from it goes on as this one would. */
  state(): DeriverState;
}

/** A reading dated further ahead has a wrong clock, which must neither close windows nor outdate what comes right. */
const MAX_AHEAD = 86_400_000;
const NONE: readonly Reading[] = [];

/** A sensor's mode may be another one than in `saved`: its open windows are handed on as they are. */
export function createDeriver(modeOf: (sensor: SensorId) => UplinkMode, saved = EMPTY_STATE): Deriver {
  const summaries = new Summaries(saved.summaries);
  const changes = new Changes(saved.changes);
  const ofReading = (reading: Reading): readonly Reading[] => {
    const mode = modeOf(reading.sensor);
    // What models derive is for where every reading goes.
    if (mode.mode === 'raw' || reading.derived || reading.ts > reading.receivedAt + MAX_AHEAD) return NONE;
    if (mode.mode === 'summary') return summaries.take(reading, mode.every);
    const kept = changes.take(reading, mode);
    return kept ? [kept] : NONE;
  };
  const ofEntry = (entry: Entry): readonly Reading[] => {
    if (entry.kind === 'reading') return ofReading(entry);
    const isGone = entry.kind === 'status' && entry.state === 'offline';
    return isGone ? summaries.offline(entry.sensor, entry.receivedAt) : NONE;
  };
  return {
    step(entry) {
      const silent = summaries.silent(entry.receivedAt);
      const caused = ofEntry(entry);
      return silent.length === 0 ? caused : silent.concat(caused);
    },
    close: () => summaries.close(),
    state: () => ({ ...EMPTY_STATE, summaries: summaries.saved(), changes: changes.saved() }),
  };
}
