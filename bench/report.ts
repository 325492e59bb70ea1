/** Owns the tables a run prints, in Markdown, and the goals they are held against. */
import { cpus } from 'node:os';
import type { FloodResult } from './flood.ts';
import type { PaceResult } from './pace.ts';
import type { Round } from './rounds.ts';
import { table } from './table.ts';

export interface Throughput {
  readonly qos: 0 | 1;
  readonly connections: number;
  readonly window: number;
  readonly rounds: readonly Round<FloodResult>[];
}

export interface Latency {
  readonly rate: number;
  readonly connections: number;
  readonly rounds: readonly Round<PaceResult>[];
}

export interface Run {
  readonly throughput: readonly Throughput[];
  readonly latency?: Latency;
}

/** What issue 3 asks for: a ratio at QoS 1 with 100 connections, ms of PUBACK p99, ms of main loop delay. */
export const GOALS = { ratio: 0.7, connections: 100, p99: 20, loop: 20 } as const;

export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? 'CPU'}, Node ${process.version}, ${process.platform} ${process.arch}`;
}

export function throughputTable(rows: readonly Throughput[]): string {
  return table(
    [
      'QoS',
      'connections',
      'window',
      'raw Aedes msg/s',
      'whole node msg/s',
      'ratio',
      'msg/commit',
      'commits/s',
      'µs CPU/msg',
      'main loop max ms',
      'p99 ms',
      'RSS MB',
      'readers done after s',
    ],
    rows.map(({ qos, connections, window, rounds }) => {
      const raw = rounds.filter(({ subject }) => subject === 'raw Aedes');
      const node = rounds.filter(({ subject }) => subject === 'whole node');
      const commits = sum(node.map(({ cost }) => cost.commits ?? 0));
      const total = sum(node.map(({ result }) => result.total));
      const seconds = sum(node.map(({ result }) => (result.seconds * result.total) / result.messages));
      return [
        `${qos}`,
        `${connections}`,
        `${window}`,
        thousands(rateOf(raw)),
        thousands(rateOf(node)),
        ratioOf(rounds).toFixed(2),
        (total / commits).toFixed(0),
        (commits / seconds).toFixed(0),
        ((sum(node.map(({ cost }) => cost.cpu)) * 1000) / total).toFixed(1),
        ...worst(node),
        Math.max(...node.map(({ cost }) => cost.settleSeconds ?? 0)).toFixed(1),
      ];
    }),
  );
}

export function latencyTable({ rounds }: Latency): string {
  return table(
    [
      'broker',
      'messages',
      'PUBACK p50 ms',
      'p99 ms',
      'max ms',
      'generator late by max ms',
      'main loop max ms',
      'p99 ms',
      'RSS MB',
    ],
    rounds.map((round) => {
      const { messages, p50, p99, max, lateness } = round.result;
      return [
        round.subject,
        `${messages}`,
        ...[p50, p99, max, lateness].map((ms) => ms.toFixed(2)),
        ...worst([round]),
      ];
    }),
  );
}

export function said(what: string, met: boolean): string {
  return `${met ? 'met   ' : 'MISSED'} ${what}`;
}

/** One line a goal, met or missed; none for what was not measured. */
export function verdicts({ throughput, latency }: Run): readonly string[] {
  const lines = throughput
    .filter(({ qos, connections }) => qos === 1 && connections === GOALS.connections)
    .map(({ rounds }) => ratioOf(rounds))
    .filter(Number.isFinite)
    .map((ratio) =>
      said(
        `at least ${GOALS.ratio} of raw Aedes at QoS 1, ${GOALS.connections} connections: ${ratio.toFixed(2)}`,
        ratio >= GOALS.ratio,
      ),
    );
  const node = latency?.rounds.filter(({ subject }) => subject === 'whole node') ?? [];
  if (latency && node.length > 0) {
    const p99 = Math.max(...node.map(({ result }) => result.p99));
    const what = `PUBACK p99 under ${GOALS.p99} ms at ${latency.rate} messages/s: ${p99.toFixed(2)} ms`;
    lines.push(said(what, p99 < GOALS.p99));
  }
  const all = [...throughput.flatMap(({ rounds }) => rounds), ...(latency?.rounds ?? [])];
  const loops = all.filter(({ subject }) => subject === 'whole node').map(({ cost }) => cost.loopMax);
  if (loops.length > 0) {
    const loop = Math.max(...loops);
    lines.push(
      said(`main loop delayed by at most ${GOALS.loop} ms: ${loop.toFixed(1)} ms`, loop <= GOALS.loop),
    );
  }
  return lines;
}

function ratioOf(rounds: readonly Round<FloodResult>[]): number {
  const of = (name: string) => rateOf(rounds.filter(({ subject }) => subject === name));
  return of('whole node') / of('raw Aedes');
}

/** The mean over rounds, in messages a second. */
function rateOf(rounds: readonly Round<FloodResult>[]): number {
  return sum(rounds.map(({ result }) => result.messages / result.seconds)) / rounds.length;
}

function worst(rounds: readonly Round<unknown>[]): string[] {
  const of = (value: (cost: Round<unknown>['cost']) => number) =>
    Math.max(...rounds.map(({ cost }) => value(cost)));
  return [
    of((cost) => cost.loopMax).toFixed(1),
    of((cost) => cost.loopP99).toFixed(1),
    (of((cost) => cost.rssBytes) / 1e6).toFixed(0),
  ];
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function thousands(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '-';
}
