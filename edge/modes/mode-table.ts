/** Owns which uplink mode counts for a sensor; what a mode does is derive.ts's business. */
import { posix } from 'node:path';
import type { SensorId, UplinkMode, UplinkModeRule } from '../../runtime/vocabulary.ts';
import { MAX_SENSORS } from './bounds.ts';

const RAW: UplinkMode = { mode: 'raw' };

/** Returns what finds the mode of a sensor: the first rule whose glob matches it, else raw. */
export function modeOf(rules: readonly UplinkModeRule[]): (sensor: SensorId) => UplinkMode {
  const known = new Map<SensorId, UplinkMode>();
  return (sensor) => {
    const before = known.get(sensor);
    if (before !== undefined) return before;
    const mode = rules.find((rule) => matches(sensor, rule)) ?? RAW;
    if (known.size >= MAX_SENSORS) known.clear();
    known.set(sensor, mode);
    return mode;
  };
}

/** As the globs of rules: `*` stops at a leading dot, but alone it means every sensor. */
function matches(sensor: SensorId, { sensors }: UplinkModeRule): boolean {
  return sensors === '*' || sensors === sensor || posix.matchesGlob(sensor, sensors);
}
