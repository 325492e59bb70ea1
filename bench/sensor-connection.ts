/** Owns one simulated sensor's connection: raw bytes out, acknowledgements counted. Measures nothing. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { CONNACK_BYTES, connectPacket, type PacketRing, PUBACK_BYTES, packetRing } from './packets.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

export interface Load {
  /** Messages of a connection that the broker has not yet dealt with, at most. */
  readonly window: number;
  /**
   * 1 = every message is QoS 1. n = only every nth is, the others are QoS 0: its PUBACK tells that they have been
   * dealt with, and keeps the kernel's buffers from taking seconds of them.
   */
  readonly ackEvery: number;
  /** Five values a message instead of two. */
  readonly wide?: boolean | undefined;
}

export interface ConnectionOptions extends Load {
  readonly target: Target;
  readonly name: string;
  /** Called when the broker has dealt with the oldest `count` messages; as many may be sent now. */
  readonly onFree: (connection: SensorConnection, count: number) => void;
  readonly onFailure: (error: Error) => void;
}

export interface SensorConnection extends Disposable {
  /** Messages sent so far. */
  readonly sent: number;
  free(): number;
  /** Sends `count` messages: a multiple of `ackEvery`, at most `free()`. */
  send(count: number): void;
  /** Resolves when the broker has dealt with all that was sent. */
  settled(): Promise<void>;
}

/** Resolves when the broker has accepted the connection; rejects when it refuses. */
export async function openConnection(options: ConnectionOptions): Promise<SensorConnection> {
  const { host, port, username, password } = options.target;
  const socket = connect({ host, port, noDelay: true });
  socket.once('error', options.onFailure);
  socket.write(connectPacket(options.name, username, password));
  const [answer]: Uint8Array[] = await once(socket, 'data');
  if (answer?.length !== CONNACK_BYTES || answer[0] !== 0x20 || answer[3] !== 0) {
    socket.destroy();
    throw new Error(`${options.name} was refused: ${Buffer.from(answer ?? []).toString('hex')}`);
  }
  socket.once('close', () => options.onFailure(new Error(`the broker closed ${options.name}`)));
  return new RawConnection(socket, options);
}

class RawConnection implements SensorConnection {
  sent = 0;
  /** Messages the broker has dealt with. */
  #done = 0;
  #ackBytes = 0;
  #settled: (() => void) | undefined;
  readonly #socket: Socket;
  readonly #ring: PacketRing;
  readonly #options: ConnectionOptions;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    const { name, window: slots, ackEvery, wide } = options;
    this.#ring = packetRing({ topic: `v1/bench/${name}/telemetry`, slots, ackEvery, wide });
    socket.on('data', (chunk) => this.#acknowledged(chunk));
  }

  free(): number {
    return this.#options.window - (this.sent - this.#done);
  }

  send(count: number): void {
    const now = Date.now();
    const from = this.sent % this.#options.window;
    const first = Math.min(count, this.#options.window - from);
    this.#write(from, first, now);
    if (count > first) this.#write(0, count - first, now);
    this.sent += count;
  }

  async settled(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#done === this.sent) resolve();
    this.#settled = resolve;
    await promise;
  }

  [Symbol.dispose](): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #write(from: number, count: number, now: number): void {
    this.#ring.fill(from, count, now);
    this.#socket.write(this.#ring.bytes(from, count));
  }

  /** A broker acknowledges in the order of arrival [MQTT-4.6.0-2], so counting bytes is enough; one id a chunk is checked. */
  #acknowledged(chunk: Uint8Array): void {
    this.#ackBytes += chunk.length;
    const done = Math.floor(this.#ackBytes / PUBACK_BYTES) * this.#options.ackEvery;
    const count = done - this.#done;
    if (count === 0) return;
    this.#done = done;
    this.#checkLast(chunk);
    this.#options.onFree(this, count);
    if (this.#done === this.sent) this.#settled?.();
  }

  #checkLast(chunk: Uint8Array): void {
    const end = chunk.length - (this.#ackBytes % PUBACK_BYTES);
    if (end < 2) return;
    const id = ((chunk[end - 2] ?? 0) << 8) | (chunk[end - 1] ?? 0);
    const expected = ((this.#done - 1) % this.#options.window) + 1;
    if (id === expected) return;
    this.#options.onFailure(new Error(`${this.#options.name}: PUBACK ${id} where ${expected} was due`));
  }
}
