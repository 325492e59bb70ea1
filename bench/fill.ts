/** Owns load of a given size: so many messages as fast as the broker takes them, every one acknowledged at the end. */
import { type FloodOrder, openAll, totalOf } from './flood.ts';
import type { SensorConnection } from './sensor-connection.ts';

export interface FillOrder extends Omit<FloodOrder, 'warmUp' | 'seconds' | 'ackEvery'> {
  readonly messages: number;
}

export interface FillResult {
  readonly seconds: number;
  /** Everything sent, for the books. */
  readonly total: number;
}

export async function fill(order: FillOrder): Promise<FillResult> {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  let left = order.messages;
  const send = (connection: SensorConnection, most: number) => {
    const count = Math.min(most, left);
    left -= count;
    if (count > 0) connection.send(count);
  };
  using stack = new DisposableStack();
  const connections = await openAll({ ...order, ackEvery: 1 }, { onFree: send, onFailure: failure.reject });
  for (const connection of connections) stack.use(connection);

  const start = performance.now();
  for (const connection of connections) send(connection, connection.free());
  await Promise.race([Promise.all(connections.map((c) => c.settled())), failure.promise]);
  return { seconds: (performance.now() - start) / 1000, total: totalOf(connections) };
}
