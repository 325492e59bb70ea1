/** Owns the door thread: broker, access, ingest (door-network.ts) and the journal's writer side by side, so that one tick is one commit. */
import type { MessagePort } from 'node:worker_threads';
import type { Intervals } from '../edges/intervals.ts';
import { Unavailable } from '../errors.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { LossQuery } from '../journal/losses-sql.ts';
import { DoorTraces } from '../tracing/door-traces.ts';
import type { Entry, Offset } from '../vocabulary.ts';
import { openDoorMetrics } from './door-metrics.ts';
import { type Network, openNetwork } from './door-network.ts';
import type { DoorNotice, DoorPorts, DoorThreadData, NodeMessage } from './door-port.ts';
import { GroupCommit } from './group-commit.ts';
import { createRefusals } from './refusals.ts';

interface ReaderAt {
  readonly reader: string;
  readonly cursor: Offset;
}

/** What the main thread may ask of the door. */
export type DoorHandlers = ReturnType<typeof handlers>;

/** Bytes of journal.db beyond twice its quota: rejected messages, the loss ledger, pages waiting for use. */
const FILE_SLACK = 64 * 1024 ** 2;

async function openDoor(data: DoorThreadData, port: MessagePort) {
  const tell = (notice: DoorNotice) => port.postMessage(notice);
  const { dataDir, journal } = data;
  const resources = new AsyncDisposableStack();
  let network: Network | undefined;
  const metrics = openDoorMetrics({
    writer: () => writer,
    limits: journal,
    maxConnections: data.mqtt.maxConnections,
    connections: () => network?.connections() ?? 0,
    certificateValidTo: () => network?.certificateValidTo(),
  });
  const writer = resources.use(
    new JournalWriter({
      ...journal,
      dataDir,
      readers: data.readers,
      ...(data.compactFor !== undefined && { compactFor: data.compactFor }),
      maxFile: 2 * journal.quota + FILE_SLACK,
      onSynced: metrics.synced,
    }),
  );
  const refusals = createRefusals((reason) =>
    tell({ warning: { message: 'the journal refuses messages', fields: { reason } } }),
  );
  const traces =
    data.sample === undefined
      ? undefined
      : new DoorTraces({
          ...{ epoch: writer.epoch, sample: data.sample, now: Date.now },
          tell: (marked) => tell({ marked }),
        });
  const commit = new GroupCommit({
    writer,
    ...(traces && { traces }),
    maxMessages: journal.maxInFlightMessages,
    maxBytes: journal.maxInFlightBytes,
    now: Date.now,
    onCommitted(offset, messages, seconds) {
      metrics.committed(messages, seconds);
      refusals.over();
      tell({ committed: offset });
    },
    onAcknowledged: metrics.acknowledged,
    onRefused(error, messages) {
      metrics.refused(messages);
      refusals.add(error.message);
    },
  });

  /** The door opens last: until now nobody could publish. */
  async function open(): Promise<DoorPorts> {
    network = await openNetwork({ data, writer, commit, metrics, tell });
    return network.ports;
  }

  /** Nobody gets in any more; what came in is durable and acknowledged. The journal still serves its readers. */
  async function shut(): Promise<void> {
    if (network) await network[Symbol.asyncDispose]();
    else commit.flush();
  }

  async function publish(message: NodeMessage): Promise<void> {
    if (!network) throw new Unavailable('the door is not open');
    await network.publish(message);
  }

  async function close(): Promise<void> {
    await shut();
    await resources.disposeAsync();
  }

  const connections = () => network?.connections() ?? 0;
  return { open, shut, close, publish, connections, writer, commit, metrics, refusals };
}

function handlers(door: Awaited<ReturnType<typeof openDoor>>) {
  const { writer, commit, metrics, refusals } = door;
  return {
    open: () => door.open(),
    shut: () => door.shut(),
    close: () => door.close(),
    /** Resolves when the broker has taken it, and stored it when it is retained. Throws Unavailable. */
    publish: (message: NodeMessage) => door.publish(message),
    append: (entries: readonly Entry[]): Promise<Offset> =>
      new Promise((resolve, reject) =>
        commit.add(entries, (error, offset) => (error ? reject(error) : resolve(offset))),
      ),
    release({ reader, cursor }: ReaderAt): void {
      writer.release(reader, cursor);
      commit.trim();
    },
    rest(reader: string): void {
      writer.rest(reader);
      commit.trim();
    },
    spare: ({ through, also }: { readonly through: number; readonly also: Intervals }) =>
      writer.spare(through, also),
    books: () => {
      const refusing = refusals.current();
      const now = { connections: door.connections(), heldBytes: writer.heldBytes };
      return { ...writer.books, ...now, ...(refusing !== undefined && { refusing }) };
    },
    balance: ({ reader, cursor }: ReaderAt) => writer.balance(reader, cursor),
    behind: (cursor: Offset) => writer.behind(cursor),
    losses: (query: LossQuery) => writer.losses(query),
    lossesAfter: ({ n, limit }: { readonly n: number; readonly limit: number }) =>
      writer.lossesAfter(n, limit),
    ledgerAfter: ({ n, limit }: { readonly n: number; readonly limit: number }) =>
      writer.ledgerAfter(n, limit),
    edgeCounts: () => writer.edgeCounts(),
    received: ({ edge, epoch }: { readonly edge: string; readonly epoch: string }) =>
      writer.received(edge, epoch),
    rejected: (limit: number) => writer.rejected(limit),
    metrics: () => metrics.registry.json(),
  };
}

export async function start(port: MessagePort, data: DoorThreadData): Promise<DoorHandlers> {
  return handlers(await openDoor(data, port));
}
