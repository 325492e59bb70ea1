/** Owns the tables a run of the uplink prints, and the goals they are held against. */
import type { AlarmResult } from './alarm-latency.ts';
import type { DrainResult } from './drain.ts';
import type { FootprintResult } from './footprint.ts';
import { said, sum, thousands } from './report.ts';
import type { SinglyResult } from './singly.ts';
import { table } from './table.ts';
import type { UplinkRun } from './uplink.ts';

/** Readings/s of a drain, ms of an alarm's p99 during one, MB of an edge with 100 sensors. */
export const UPLINK_GOALS = { rate: 100_000, p99: 500, megabytes: 120 } as const;

export function uplinkReport(run: UplinkRun): string {
  const { drains, singly, alarms, footprint } = run;
  return [
    `A backlog made offline, from the cloud's welcome until the edge has none\n\n${drainTable(drains, singly)}`,
    "Every reading of the backlogs is in the cloud's history, once.",
    ...(alarms
      ? [
          `From a device's publish at the edge until the cloud's REST shows the alarm\n\n${alarmTable(alarms)}`,
        ]
      : []),
    ...(footprint
      ? [`An edge, each sensor one connection and one reading/s\n\n${footprintTable(footprint)}`]
      : []),
    uplinkVerdicts(run).join('\n'),
  ].join('\n\n');
}

function drainTable(drains: readonly DrainResult[], singly: readonly SinglyResult[]): string {
  return table(
    [
      'readings',
      'backlog MB',
      'seconds',
      'readings/s',
      'one by one/s',
      'ratio',
      'edge µs CPU/reading',
      'cloud µs CPU/reading',
      'edge main loop max ms',
      'cloud main loop max ms',
      'edge RSS MB',
      'cloud RSS MB',
      'cloud done after s',
    ],
    drains.map(({ readings, backlogBytes, seconds, settleSeconds, edge, cloud }, round) => {
      const peer = singly[round] ? rateOf(singly[round]) : Number.NaN;
      return [
        thousands(readings),
        megabytes(backlogBytes),
        seconds.toFixed(1),
        thousands(readings / seconds),
        thousands(peer),
        (readings / seconds / peer).toFixed(1),
        ...[edge, cloud].map(({ cpu }) => ((cpu * 1000) / readings).toFixed(1)),
        ...[edge, cloud].map(({ loopMax }) => loopMax.toFixed(1)),
        ...[edge, cloud].map(({ rssBytes }) => megabytes(rssBytes)),
        settleSeconds.toFixed(1),
      ];
    }),
  );
}

function alarmTable({ alarms, drains, p50, p99, max, drainRate }: AlarmResult): string {
  return table(
    ['alarms', 'drains', 'p50 ms', 'p99 ms', 'max ms', 'drained meanwhile readings/s'],
    [[`${alarms}`, `${drains}`, ...[p50, p99, max].map((ms) => ms.toFixed(1)), thousands(drainRate)]],
  );
}

function footprintTable({ sensors, seconds, idleBytes, rssBytes, cpuShare }: FootprintResult): string {
  return table(
    ['sensors', 'after s', 'RSS MB', 'RSS MB before', '% of a core'],
    [
      [
        `${sensors}`,
        `${seconds}`,
        ...[rssBytes, idleBytes].map((bytes) => megabytes(bytes)),
        (cpuShare * 100).toFixed(1),
      ],
    ],
  );
}

/** One line a goal, met or missed; none for what was not measured. */
export function uplinkVerdicts({ drains, alarms, footprint }: UplinkRun): readonly string[] {
  const rate = sum(drains.map(rateOf)) / drains.length;
  const lines = [
    said(
      `at least ${thousands(UPLINK_GOALS.rate)} readings/s of a backlog: ${thousands(rate)}`,
      rate >= UPLINK_GOALS.rate,
    ),
  ];
  if (alarms) {
    const what = `alarms p99 under ${UPLINK_GOALS.p99} ms during a drain: ${alarms.p99.toFixed(0)} ms`;
    lines.push(said(what, alarms.p99 < UPLINK_GOALS.p99));
  }
  if (footprint) {
    const used = footprint.rssBytes / 1e6;
    const what = `an edge with ${footprint.sensors} sensors under ${UPLINK_GOALS.megabytes} MB: ${used.toFixed(0)} MB`;
    lines.push(said(what, used < UPLINK_GOALS.megabytes));
  }
  return lines;
}

function rateOf(result: DrainResult | SinglyResult): number {
  return ('readings' in result ? result.readings : result.messages) / result.seconds;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
