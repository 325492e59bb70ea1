/** Owns the devices of the demo: the simulated farm, and the recorded series beside it. */
import { access } from 'node:fs/promises';
import { messageOf, StartError } from '../../runtime/errors.ts';
import { openPublisher, type Publisher } from '../publisher.ts';
import { replay, sensorOf } from '../replay.ts';
import { openSimulator } from '../simulator.ts';
import type { DemoNode } from './node.ts';
import type { DemoOptions } from './options.ts';
import { deviceLogin } from './secrets.ts';

export interface DevicesOptions extends Pick<DemoOptions, 'turbines' | 'csv' | 'speed'> {
  /** Where they publish. */
  readonly edge: DemoNode;
  /** Where the replay can be looked at. */
  readonly cloud: DemoNode;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Devices extends AsyncDisposable {
  /** Messages the edge has acknowledged. */
  acked(): number;
}

const SITE = 'farm1';
const REPLAY_SITE = 'replay';

/** Throws Unavailable when the edge refuses them. */
export async function openDevices(options: DevicesOptions): Promise<Devices> {
  const { edge, turbines, csv, say } = options;
  const login = { url: `mqtt://127.0.0.1:${edge.mqttPort}`, ...(await deviceLogin(edge.dataDir)) };
  const onTrouble = (reason: string) => say(`A device has lost its connection to the edge: ${reason}`);
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  await using stack = new AsyncDisposableStack();
  const farm = stack.use(await openSimulator({ ...login, site: SITE, turbines, every: 1000, onTrouble }));
  const sensor = csv === undefined ? undefined : sensorOf(csv);
  const player = sensor && { ...login, site: REPLAY_SITE, sensor, onTrouble, signal };
  const publisher = player ? stack.use(await openPublisher(player)) : undefined;
  if (publisher) {
    const playing = play(publisher, { ...options, signal });
    stack.defer(async () => {
      closing.abort();
      await playing;
    });
  }
  const resources = stack.move();
  return {
    acked: () => farm.counts().acked + (publisher?.counts().acked ?? 0),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Throws StartError when it cannot be read. */
export async function checkCsv(file: string): Promise<void> {
  await access(file).catch((error: unknown) => {
    throw new StartError(`cannot read the CSV: ${messageOf(error)}`);
  });
}

async function play(publisher: Publisher, options: DevicesOptions): Promise<void> {
  const { csv = '', speed, cloud, signal, say } = options;
  const sensor = `${REPLAY_SITE}:${sensorOf(csv)}`;
  const onStart = (from: number) =>
    say(
      `Replaying ${csv} as ${sensor}, ${speed} times as fast. Its times are its own:\n` +
        `  ${cloud.apiUrl}/api/v1/sensors/${sensor}/observations?from=${new Date(from).toISOString()}`,
    );
  try {
    const { rows, skipped, firstProblem } = await replay(publisher, { file: csv, speed, signal, onStart });
    if (signal.aborted) return;
    const first = firstProblem ? `, the first at line ${firstProblem.line}: ${firstProblem.problem}` : '';
    say(`The replay of ${csv} has ended: ${rows} readings, ${skipped} lines that are none${first}.`);
  } catch (error) {
    say(`The replay of ${csv} has failed: ${messageOf(error)}`);
  }
}
