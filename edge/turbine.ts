/** Owns what a simulated wind turbine measures; deterministic in its seed and the times it is asked for. */
import type { EpochMs } from '../runtime/vocabulary.ts';
import { createDice } from './dice.ts';
import { createEpisodes, type EpisodePlan, type EpisodeState } from './episodes.ts';

export interface TurbineSample {
  readonly values: {
    /** Gearbox, °C: 15-70 when all is well, about 95 during a fault. */
    readonly temp: number;
    /** Rotor, rounds a minute. */
    readonly speed_blade: number;
    /** Electric power, kW. */
    readonly energy: number;
    /** m/s. */
    readonly speed_wind: number;
    /** Air, hPa. */
    readonly pressure: number;
  };
  /** Present in the sample in which the turbine's own alarm begins (`active`) or ends. */
  readonly alarm?: { readonly alarm: string; readonly message: string; readonly active: boolean };
}

export interface TurbineOptions {
  readonly seed: number;
  /** Overheating; its episodes are what a threshold rule sees. */
  readonly faults: EpisodePlan;
  /** The turbine's own alarms. */
  readonly alarms: EpisodePlan;
}

/** A 100 m rotor rated at 3 MW: swept area 7854 m², power coefficient 0.42, tip speed ratio 8. */
const RATED_KW = 3000;
const KW_PER_CUBED_WIND = (0.5 * 1.225 * 7854 * 0.42) / 1000;
const RPM_PER_WIND = (8 / 50) * (60 / (2 * Math.PI));
const RATED_RPM = 17;
const CUT_IN = 3;
const CUT_OUT = 25;
const FAULT_TEMP = 97;
/** Seconds in which the way to a new value is done to 63 %. */
const LAG = { gust: 20, front: 3600, rotor: 8, heat: 120, faultOn: 1.5, faultOff: 3 } as const;

const OWN_ALARMS = [
  { alarm: 'CRIT-AL22', message: 'gearbox oil pressure low' },
  { alarm: 'MAJ-AL07', message: 'pitch motor 2 does not answer' },
  { alarm: 'WARN-AL31', message: 'yaw cable twisted, unwinding soon' },
] as const;

/** A function from time to sample; ask it with growing times, about once a second. */
export function createTurbine({ seed, faults, alarms }: TurbineOptions): (ts: EpochMs) => TurbineSample {
  const dice = createDice(seed);
  const faultAt = createEpisodes(faults, dice);
  const alarmAt = createEpisodes(alarms, dice);
  let ownAlarm: EpisodeState = { count: 0, on: false };
  let last: EpochMs | undefined;
  let gust = dice.normal();
  let front = dice.normal();
  let rotor = Number.NaN;
  let heat = Number.NaN;
  let fault = 0;

  return (ts) => {
    const seconds = last === undefined ? 0 : (ts - last) / 1000;
    last = ts;
    const wander = (value: number, lag: number) => {
      const kept = Math.exp(-seconds / lag);
      return value * kept + dice.normal() * Math.sqrt(1 - kept * kept);
    };
    gust = wander(gust, LAG.gust);
    front = wander(front, LAG.front);
    const steady = 8.5 + 2.5 * dayWave(ts, 15) + 1.2 * front;
    const wind = Math.max(0, steady * (1 + 0.12 * gust));

    rotor = follow(rotor, wind > CUT_IN && wind < CUT_OUT ? wind : 0, 1 - Math.exp(-seconds / LAG.rotor));
    const power = rotor > CUT_IN ? Math.min(RATED_KW, KW_PER_CUBED_WIND * rotor ** 3) : 0;
    const warmth = 12 + 5 * dayWave(ts, 16) + 45 * (power / RATED_KW);
    heat = follow(heat, warmth, 1 - Math.exp(-seconds / LAG.heat));
    const { on } = faultAt(ts);
    fault = follow(fault, on ? 1 : 0, 1 - Math.exp(-seconds / (on ? LAG.faultOn : LAG.faultOff)));

    const before = ownAlarm;
    ownAlarm = alarmAt(ts);
    const kind = OWN_ALARMS[(ownAlarm.count - 1) % OWN_ALARMS.length];
    return {
      values: {
        temp: rounded(heat + (FAULT_TEMP - heat) * fault + 0.15 * dice.normal(), 2),
        speed_blade: rounded(Math.min(RATED_RPM, RPM_PER_WIND * rotor), 2),
        energy: rounded(power, 1),
        speed_wind: rounded(wind, 2),
        pressure: rounded(1013 + 3 * dayWave(ts, 10) - 4 * front + 0.1 * dice.normal(), 1),
      },
      ...(kind && before.on !== ownAlarm.on && { alarm: { ...kind, active: ownAlarm.on } }),
    };
  };
}

/** -1 to 1 over a day, highest at `hour` UTC. */
function dayWave(ts: EpochMs, hour: number): number {
  return Math.cos(2 * Math.PI * (ts / 86_400_000 - hour / 24));
}

/** `value` moved towards `target` by `share`; there at once when it is unknown. */
function follow(value: number, target: number, share: number): number {
  return Number.isNaN(value) ? target : value + (target - value) * share;
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
