/** Owns the door thread: broker, access, ingest and the journal's writer side by side, so that one tick is one commit. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { JournalConfig, MappingConfig, MqttConfig } from '../config/schema.ts';
import { createIngest } from '../ingest/ingest.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { LossQuery } from '../journal/losses-sql.ts';
import { serve } from '../threads/rpc.ts';
import { READY } from '../threads/thread.ts';
import type { Entry, Offset } from '../vocabulary.ts';
import { createAdmission } from './admission.ts';
import { type Broker, openBroker } from './aedes-broker.ts';
import { openDoorMetrics } from './door-metrics.ts';
import { GroupCommit } from './group-commit.ts';
import { listen } from './listener.ts';
import { openPasswords } from './passwords.ts';
import { openSessions } from './sessions.ts';
import { guardPacketSize } from './socket-guard.ts';

export interface DoorThreadData {
  readonly dataDir: string;
  readonly mqtt: MqttConfig;
  readonly passwordFile: string;
  readonly journal: JournalConfig;
  readonly mappings: readonly MappingConfig[];
  readonly readers: readonly string[];
  /** The one of them that may be behind for days: an edge's uplink. */
  readonly compactFor?: string;
}

interface ReaderAt {
  readonly reader: string;
  readonly cursor: Offset;
}

/** What the main thread may ask of the door. */
export type DoorHandlers = ReturnType<typeof handlers>;

/** What the door tells unasked. */
export interface DoorNotice {
  readonly committed?: Offset;
  readonly warning?: { readonly message: string; readonly fields: object };
}

/** Bytes of journal.db beyond twice its quota: rejected messages, the loss ledger, pages waiting for use. */
const FILE_SLACK = 64 * 1024 ** 2;

async function openDoor(data: DoorThreadData, port: MessagePort) {
  const tell = (notice: DoorNotice) => port.postMessage(notice);
  const { dataDir, journal, mqtt } = data;
  const resources = new AsyncDisposableStack();
  const network = new AsyncDisposableStack();
  const writer = resources.use(
    new JournalWriter({
      ...journal,
      dataDir,
      readers: data.readers,
      ...(data.compactFor !== undefined && { compactFor: data.compactFor }),
      maxFile: 2 * journal.quota + FILE_SLACK,
    }),
  );
  let broker: Broker | undefined;
  let closing = false;
  const metrics = openDoorMetrics(writer, () => broker?.connectedClients ?? 0);
  const commit = new GroupCommit({
    writer,
    maxMessages: journal.maxInFlightMessages,
    maxBytes: journal.maxInFlightBytes,
    now: Date.now,
    onCommitted(offset, messages, seconds) {
      metrics.committed(messages, seconds);
      tell({ committed: offset });
    },
    onRefused(error, messages) {
      metrics.refused(messages);
      tell({ warning: { message: 'the journal refuses messages', fields: { reason: error.message } } });
    },
  });

  /** The door opens last: until now nobody could publish. */
  async function open(): Promise<{ readonly port: number }> {
    const sessions = await openSessions(dataDir);
    network.defer(() => sessions.destroy());
    const passwords = await openPasswords(data.passwordFile, {
      onTrouble: (reason) =>
        tell({ warning: { message: 'the password file cannot be used', fields: { reason } } }),
    });
    const admit = createAdmission({
      ingest: createIngest(data.mappings),
      commit,
      sessions,
      maxTopicBytes: mqtt.maxTopicBytes,
      now: Date.now,
      withhold: (packet) => broker?.withhold(packet),
      answer: (topic, error) => publish(topic, { ts: Date.now(), ...error }),
    });
    const opened = await openBroker(
      {
        authenticate: (username, password) => passwords.verify(username, password),
        // A stopping node takes nothing more, last wills of the connections it cuts included.
        admit: (client, packet, done) =>
          closing ? done(new Error('the node is stopping')) : admit(client, packet, done),
        onRefusedLogin: metrics.refusedLogin,
        onClientError: metrics.clientError,
        onTrouble: ({ message }) =>
          tell({ warning: { message: 'the broker has trouble', fields: { reason: message } } }),
      },
      { sessions, connectTimeout: mqtt.connectTimeout },
    );
    broker = opened;
    network.defer(() => new Promise<void>((resolve) => opened.close(resolve)));
    const listener = await listen({
      ...mqtt,
      onConnection: (socket) =>
        guardPacketSize(socket, opened.handle(socket), mqtt.maxPacket, metrics.oversized),
    });
    network.use(listener);
    return { port: listener.port };
  }

  function publish(topic: string, document: object): void {
    const payload = JSON.stringify(document);
    broker?.publish({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }, () => {});
  }

  /** Nobody gets in any more; what came in is durable and acknowledged. The journal still serves its readers. */
  async function shut(): Promise<void> {
    closing = true;
    commit.flush();
    await network.disposeAsync();
  }

  async function close(): Promise<void> {
    await shut();
    await resources.disposeAsync();
  }

  return { open, shut, close, writer, commit, metrics };
}

function handlers(door: Awaited<ReturnType<typeof openDoor>>) {
  const { writer, commit, metrics } = door;
  return {
    open: () => door.open(),
    shut: () => door.shut(),
    close: () => door.close(),
    append: (entries: readonly Entry[]): Promise<Offset> =>
      new Promise((resolve, reject) =>
        commit.add(entries, (error, offset) => (error ? reject(error) : resolve(offset))),
      ),
    release({ reader, cursor }: ReaderAt): void {
      writer.release(reader, cursor);
      commit.trim();
    },
    books: () => ({ ...writer.books, heldBytes: writer.heldBytes }),
    balance: ({ reader, cursor }: ReaderAt) => writer.balance(reader, cursor),
    losses: (query: LossQuery) => writer.losses(query),
    lossesAfter: ({ n, limit }: { readonly n: number; readonly limit: number }) =>
      writer.lossesAfter(n, limit),
    edgeCounts: () => writer.edgeCounts(),
    received: ({ edge, epoch }: { readonly edge: string; readonly epoch: string }) =>
      writer.received(edge, epoch),
    rejected: (limit: number) => writer.rejected(limit),
    metrics: () => metrics.registry.json(),
  };
}

if (parentPort === null) throw new Error('door-thread.ts runs as a worker thread');
serve(parentPort, handlers(await openDoor(workerData, parentPort)));
parentPort.postMessage(READY);
