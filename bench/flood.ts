/** Owns closed-loop load: as many messages a second as the broker takes with a window per connection. */
import { type Load, openConnection, type SensorConnection, type Target } from './sensor-connection.ts';

export interface FloodOrder extends Load {
  readonly target: Target;
  readonly connections: number;
  /** Unmeasured seconds before the measured ones. */
  readonly warmUp: number;
  readonly seconds: number;
}

export interface FloodResult {
  /** Messages of the measured phase, all of them processed by the broker at its end. */
  readonly messages: number;
  /** From the first message of the measured phase until the broker had processed the last one. */
  readonly seconds: number;
  /** Everything sent, for the books. */
  readonly total: number;
}

/** Connections opened at a time; a broker may hash passwords. */
const OPEN_AT_ONCE = 50;

export async function flood(order: FloodOrder): Promise<FloodResult> {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  let running = false;
  using stack = new DisposableStack();
  const connections = await openAll(order, {
    onFree: (connection, count) => running && connection.send(count),
    onFailure: failure.reject,
  });
  for (const connection of connections) stack.use(connection);

  const phase = async (seconds: number) => {
    const before = totalOf(connections);
    const start = performance.now();
    running = true;
    for (const connection of connections) connection.send(connection.free());
    await Promise.race([elapsed(seconds), failure.promise]);
    running = false;
    await Promise.race([Promise.all(connections.map((c) => c.settled())), failure.promise]);
    return { messages: totalOf(connections) - before, seconds: (performance.now() - start) / 1000 };
  };
  await phase(order.warmUp);
  const measured = await phase(order.seconds);
  return { ...measured, total: totalOf(connections) };
}

interface Reactions {
  readonly onFree: (connection: SensorConnection, count: number) => void;
  readonly onFailure: (error: Error) => void;
}

/** One connection a simulated sensor, `s0`, `s1` and so on. */
export async function openAll(
  { connections, ...load }: Pick<FloodOrder, 'target' | 'connections' | keyof Load>,
  reactions: Reactions,
): Promise<readonly SensorConnection[]> {
  const opened: SensorConnection[] = [];
  while (opened.length < connections) {
    const batch = Math.min(OPEN_AT_ONCE, connections - opened.length);
    const names = Array.from({ length: batch }, (_, index) => `s${opened.length + index}`);
    opened.push(...(await Promise.all(names.map((name) => openConnection({ ...load, name, ...reactions })))));
  }
  return opened;
}

export function totalOf(connections: readonly SensorConnection[]): number {
  return connections.reduce((sum, { sent }) => sum + sent, 0);
}

function elapsed(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
