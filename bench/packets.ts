/**
 * Owns the bytes a simulated sensor sends: MQTT 3.1.1 packets made once and patched in place. An encoder for every
 * message would cost the generator more than the broker under test.
 */

/** Ten digits wide for good, so that a packet never changes its length. */
const FIRST_SEQ = 1_000_000_000;
const PAYLOAD = `{"ts":0000000000000,"seq":${FIRST_SEQ},"values":{"temp":21.000,"power":1504}}`;
/** What stands behind the two for five values. */
const WIDE = ',"wind":11.25,"speed":14.125,"pressure":1013.2}}';
const TS_AT = PAYLOAD.indexOf('0');
const TS_DIGITS = 13;
const SEQ_AT = PAYLOAD.indexOf(`${FIRST_SEQ}`);
const SEQ_DIGITS = 10;
/** The thousandths of `temp`, so that no two neighbours carry the same value. */
const TEMP_AT = PAYLOAD.indexOf('000,"power');
const TEMP_DIGITS = 3;

export const PAYLOAD_BYTES = PAYLOAD.length;
export const CONNACK_BYTES = 4;
export const PUBACK_BYTES = 4;

/** CONNECT with a clean session and no keep-alive [MQTT-3.1]. */
export function connectPacket(clientId: string, username: string, password: string): Buffer {
  const header = Buffer.concat([text('MQTT'), Buffer.from([4, 0b1100_0010, 0, 0])]);
  return packet(0x10, Buffer.concat([header, text(clientId), text(username), text(password)]));
}

/** One packet by itself; QoS 1 with `id` [MQTT-3.3]. */
function publishPacket(topic: string, payload: string, { qos, id }: { qos: 0 | 1; id: number }): Buffer {
  const packetId = qos === 0 ? Buffer.alloc(0) : Buffer.from([id >> 8, id & 255]);
  return packet(0x30 | (qos << 1), Buffer.concat([text(topic), packetId, Buffer.from(payload)]));
}

export interface RingOptions {
  readonly topic: string;
  readonly slots: number;
  /** Every `ackEvery`th packet is QoS 1, the others QoS 0; `slots` is a multiple of it. */
  readonly ackEvery: number;
  /** Five values a message instead of two. */
  readonly wide?: boolean | undefined;
}

/** Packets side by side, one a slot; slot n has packet id n + 1, so an id is free again when its slot is. */
export interface PacketRing {
  /** Gives the next `count` messages, from slot `from` on, their time and sequence numbers; the caller sees to the wrap. */
  fill(from: number, count: number, now: number): void;
  /** The bytes of `count` slots, not copied: leave the slots alone until the peer has them. */
  bytes(from: number, count: number): Uint8Array;
}

export function packetRing({ topic, slots, ackEvery, wide = false }: RingOptions): PacketRing {
  const content = wide ? PAYLOAD.replace('}}', WIDE) : PAYLOAD;
  const packets = Array.from({ length: slots }, (_, slot) =>
    publishPacket(topic, content, { qos: (slot + 1) % ackEvery === 0 ? 1 : 0, id: slot + 1 }),
  );
  const ring = Buffer.concat(packets);
  const ends = new Uint32Array(slots + 1);
  for (const [slot, { length }] of packets.entries()) ends[slot + 1] = (ends[slot] ?? 0) + length;
  let seq = FIRST_SEQ;
  return {
    fill(from, count, now) {
      for (let slot = from + 1; slot <= from + count; slot++) {
        const payload = (ends[slot] ?? 0) - content.length;
        writeDigits(ring, payload + TS_AT, TS_DIGITS, now);
        writeDigits(ring, payload + SEQ_AT, SEQ_DIGITS, seq);
        writeDigits(ring, payload + TEMP_AT, TEMP_DIGITS, seq % 1000);
        seq++;
      }
    },
    bytes: (from, count) => ring.subarray(ends[from], ends[from + count]),
  };
}

function writeDigits(target: Uint8Array, at: number, digits: number, value: number): void {
  let rest = value;
  for (let index = at + digits - 1; index >= at; index--) {
    const tenth = Math.floor(rest / 10);
    target[index] = 48 + rest - tenth * 10;
    rest = tenth;
  }
}

function packet(type: number, body: Uint8Array): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}
