/** Owns the door's side of the network: who gets in, through what hands a message goes, who is published to. */
import { Unavailable } from '../errors.ts';
import { createIngest } from '../ingest/ingest.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { EpochMs } from '../vocabulary.ts';
import { createAdmission } from './admission.ts';
import { type Broker, openBroker } from './aedes-broker.ts';
import type { DoorMetrics } from './door-metrics.ts';
import type { DoorNotice, DoorPorts, DoorThreadData, DoorWarning, NodeMessage } from './door-port.ts';
import { createEdgeAdmission } from './edge-admission.ts';
import type { GroupCommit } from './group-commit.ts';
import { openListeners } from './listeners.ts';
import { openPasswords } from './passwords.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { guardPacketSize } from './socket-guard.ts';

export interface NetworkOptions {
  readonly data: DoorThreadData;
  readonly writer: JournalWriter;
  readonly commit: GroupCommit;
  readonly metrics: DoorMetrics;
  readonly tell: (notice: DoorNotice) => void;
}

/** Disposing lets nobody in any more and commits and acknowledges what has come. */
export interface Network extends AsyncDisposable {
  readonly ports: DoorPorts;
  connections(): number;
  /** When the certificate in use ends; undefined without TLS. */
  certificateValidTo(): EpochMs | undefined;
  /** Throws Unavailable when the broker is closing or cannot store it. */
  publish(message: NodeMessage): Promise<void>;
}

/** Throws StartError when a port is taken or a file cannot be used. */
export async function openNetwork(options: NetworkOptions): Promise<Network> {
  const { data, commit, metrics, tell } = options;
  const { mqtt } = data;
  await using stack = new AsyncDisposableStack();
  const warn = (message: DoorWarning, fields: object) => tell({ warning: { message, fields } });
  const sessions = await openSessions(data.dataDir);
  stack.defer(() => sessions.destroy());
  const passwords = await openPasswords(data.passwordFile, {
    onTrouble: (reason) => warn('the password file cannot be used', { reason }),
  });
  let closing = false;
  const broker: Broker = await openBroker(
    {
      authenticate: (username, password) => passwords.verify(username, password),
      // A stopping node takes nothing more, last wills of the connections it cuts included.
      admit: (client, packet, done) =>
        closing ? done(new Error('the node is stopping')) : admit(client, packet, done),
      onRefusedLogin: metrics.refusedLogin,
      onClientError: metrics.clientError,
      onTrouble: ({ message }) => warn('the broker has trouble', { reason: message }),
    },
    { sessions, connectTimeout: mqtt.connectTimeout },
  );
  stack.defer(() => new Promise<void>((resolve) => broker.close(resolve)));
  const admit = admission(broker, sessions, options);
  const listeners = stack.use(
    await openListeners({
      mqtt,
      onConnection: (socket) =>
        guardPacketSize(socket, broker.handle(socket), mqtt.maxPacket, metrics.oversized),
      onFailedHandshake: metrics.clientError,
      onTrouble: (reason) => warn('the renewed certificate cannot be used', { reason }),
    }),
  );
  const opened = stack.move();
  return {
    ports: listeners.ports,
    connections: () => broker.connectedClients,
    certificateValidTo: listeners.certificateValidTo,
    publish: (message) =>
      closing ? Promise.reject(new Unavailable('the door is closing')) : publish(broker, message),
    async [Symbol.asyncDispose]() {
      closing = true;
      commit.flush();
      await opened.disposeAsync();
    },
  };
}

function admission(
  broker: Broker,
  sessions: Sessions,
  { data, commit, writer, metrics, tell }: NetworkOptions,
) {
  const ingest = createIngest(data.mappings);
  const both = { commit, now: Date.now };
  const edges = createEdgeAdmission({
    ...both,
    cloud: writer.epoch,
    received: (edge, epoch) => writer.received(edge, epoch),
    userOf: (client) => broker.userOf(client),
    tell: (edge) => tell({ edge }),
    onRefused: (fields) => tell({ warning: { message: 'what an edge sent was refused', fields } }),
  });
  return createAdmission({
    ...both,
    ingest(topic, payload, receivedAt) {
      const ingested = ingest(topic, payload, receivedAt);
      if (ingested.kind === 'entries') metrics.clocks.seen(ingested.entries);
      return ingested;
    },
    edges: data.takesEdges ? edges : () => 'this node is no cloud: edges hand over to one with role: cloud',
    sessions,
    maxTopicBytes: data.mqtt.maxTopicBytes,
    withhold: (packet) => broker.withhold(packet),
    answer(topic, error) {
      const payload = JSON.stringify({ ts: Date.now(), ...error });
      publish(broker, { topic, payload, retain: false }).catch(() => {});
    },
  });
}

function publish(broker: Broker, { topic, payload, retain }: NodeMessage): Promise<void> {
  return new Promise((resolve, reject) =>
    broker.publish({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain }, (error?: Error | null) =>
      error ? reject(new Unavailable(error.message, { cause: error })) : resolve(),
    ),
  );
}
