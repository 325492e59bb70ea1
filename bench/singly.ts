/** Owns the peer's load: the same readings as an everyday client sends them, one JSON message of QoS 1 each, by mqtt.js. */
import mqtt from 'mqtt';
import type { Target } from './sensor-connection.ts';

export interface SinglyOrder {
  readonly target: Target;
  readonly messages: number;
  /** Messages without a PUBACK, at most. */
  readonly window: number;
  /** The readings are of so many sensors, in turn. */
  readonly sensors: number;
}

export interface SinglyResult {
  readonly messages: number;
  /** From the first message until the last PUBACK. */
  readonly seconds: number;
}

export async function singly({ target, messages, window, sensors }: SinglyOrder): Promise<SinglyResult> {
  const { host, port, username, password } = target;
  const client = await mqtt.connectAsync(
    `mqtt://${host}:${port}`,
    { username, password, protocolVersion: 4, reconnectPeriod: 0 },
    false,
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const topics = Array.from({ length: sensors }, (_, i) => `v1/bench/s${i}/telemetry`);
  client.once('close', () => reject(new Error('the broker closed the connection')));
  const start = performance.now();
  let [sent, acked] = [0, 0];
  const send = () => {
    const seq = sent++;
    const values = { temp: 21 + (seq % 1000) / 1000, power: 1504 };
    const text = JSON.stringify({ ts: Date.now(), seq, values });
    client.publish(topics[seq % sensors] ?? '', text, { qos: 1 }, (error) => {
      if (error) return reject(error);
      if (++acked === messages) resolve();
      else if (sent < messages) send();
    });
  };
  while (sent < Math.min(window, messages)) send();
  await promise.catch((error: unknown) => {
    client.end(true);
    throw error;
  });
  const seconds = (performance.now() - start) / 1000;
  await client.endAsync();
  return { messages, seconds };
}
