/** Owns the journey of one message from the socket to its ack: who, what, journal, and only then the acknowledgement. */
import { isEdgeTopic } from '../edges/protocol.ts';
import type { Ingested } from '../ingest/ingest.ts';
import type { EpochMs, SensorId } from '../vocabulary.ts';
import type { Client, PublishPacket } from './aedes-broker.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Sessions } from './sessions.ts';

export interface AdmissionOptions {
  readonly ingest: (topic: string, payload: Buffer, receivedAt: EpochMs) => Ingested;
  /** Takes what lies between nodes, or says why it is nobody's. */
  readonly edges: (client: Client | null, packet: PublishPacket, done: Done) => string | undefined;
  readonly commit: GroupCommit;
  readonly sessions: Sessions;
  readonly maxTopicBytes: number;
  readonly now: () => EpochMs;
  /** Acknowledge, but do not forward. */
  readonly withhold: (packet: PublishPacket) => void;
  /** Answers the sender on its error topic, after the fsync. */
  readonly answer: (
    topic: string,
    error: { sensor: SensorId | undefined; reason: string; topic: string },
  ) => void;
}

export type Done = (error?: Error | null) => void;

export function createAdmission(
  options: AdmissionOptions,
): (client: Client | null, packet: PublishPacket, done: Done) => void {
  const { ingest, commit, sessions, now } = options;

  function reject(client: Client | null, packet: PublishPacket, refusal: Refusal, done: Done): void {
    const { topic } = packet;
    const { sensor, reason, errorTopic } = refusal;
    const at = now();
    const rejection = {
      at,
      client: client?.id ?? '',
      topic: topic.slice(0, 1024),
      sensor,
      reason,
      payload: payloadOf(packet),
    };
    commit.reject(rejection, (error) => {
      done(error);
      if (!error && errorTopic) options.answer(errorTopic, { sensor, reason, topic });
    });
  }

  /** Decode, append, ack. Runs for every message: nothing here waits or copies. */
  function append(client: Client | null, packet: PublishPacket, done: Done): void {
    const { topic } = packet;
    const between = isEdgeTopic(topic);
    const unfit = between ? undefined : forbiddenTopic(topic, options.maxTopicBytes);
    if (between || unfit) options.withhold(packet);
    const reason = between ? options.edges(client, packet, done) : unfit;
    if (reason) return reject(client, packet, { sensor: undefined, reason, errorTopic: undefined }, done);
    if (between) return;
    // An empty retained message takes a retained one back [MQTT-3.3.1-10]: it measures nothing.
    if (packet.retain && packet.payload.length === 0) return commit.add([], done);
    const ingested = ingest(topic, payloadOf(packet), now());
    if (ingested.kind === 'rejected') return reject(client, packet, { sensor: undefined, ...ingested }, done);
    commit.add(ingested.kind === 'entries' ? ingested.entries : [], done);
  }

  /** A QoS 2 message is taken in once, however often and over however many connections it is sent [MQTT-4.3.3]. */
  function appendOnce(client: Client, packet: PublishPacket, messageId: number, done: Done): void {
    if (!sessions.take(client, messageId)) {
      sessions.stored(client, messageId).then(() => done(null), done);
      return;
    }
    const settle: Done = (error) => {
      if (error) sessions.untake(client.id, messageId);
      done(error);
    };
    if (!packet.dup) return append(client, packet, settle);
    sessions
      .holds(client, packet)
      .then((held) => (held ? done(null) : append(client, packet, settle)), settle);
  }

  return (client, packet, done) => {
    if (packet.qos === 2 && client && 'messageId' in packet && typeof packet.messageId === 'number') {
      return appendOnce(client, packet, packet.messageId, done);
    }
    append(client, packet, done);
  };
}

interface Refusal {
  readonly sensor: SensorId | undefined;
  readonly reason: string;
  readonly errorTopic: string | undefined;
}

function forbiddenTopic(topic: string, maxBytes: number): string | undefined {
  if (topic.startsWith('$')) return 'topics that begin with $ belong to the broker [MQTT-4.7.2]';
  if (topic.length > maxBytes || Buffer.byteLength(topic) > maxBytes)
    return `the topic is longer than ${maxBytes} bytes`;
  return undefined;
}

export function payloadOf(packet: PublishPacket): Buffer {
  const { payload } = packet;
  if (Buffer.isBuffer(payload)) return payload;
  return Buffer.from(payload ?? '');
}
