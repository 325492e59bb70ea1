/** Owns putting a node together: which part is handed what, in which order they open and close. Nothing else imports it. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type ModelsPart, openModels } from '../actors/models/life/models.ts';
import { openSensors, type Sensors } from '../actors/sensors.ts';
import { openApi } from '../api/server.ts';
import { openCommands } from '../edge/downlink/commands.ts';
import { type Orders, openOrders } from '../edge/downlink/orders.ts';
import { openUplink, type Uplink } from '../edge/uplink/uplink.ts';
import { openAccess } from './access/access.ts';
import { createAlarms } from './alarms/commands.ts';
import { openAlarmDelivery } from './alarms/delivery.ts';
import { openCertificate } from './broker/certificate.ts';
import { type Door, openDoor } from './broker/door.ts';
import type { Config, UplinkConfig } from './config/schema.ts';
import { holdDataDir } from './data-dir.ts';
import { documentProblems, documentReaders } from './edges/document-readers.ts';
import { NO_EDGES, openEdges } from './edges/edges.ts';
import type { EdgeNotice } from './edges/protocol.ts';
import { messageOf, StartError } from './errors.ts';
import { createHealth } from './health.ts';
import { openHistory } from './history/history.ts';
import { openJournalReader } from './journal/journal-reader.ts';
import { openNumberedReader } from './journal/numbered-reader.ts';
import type { Log } from './log.ts';
import { openNodeMetrics } from './metrics/node-metrics.ts';
import { countStreams } from './metrics/stream-metrics.ts';
import { createNodeInfo } from './node-info/node-info.ts';
import { openOperations } from './operations/operations.ts';
import type { NodePorts } from './ports.ts';
import type { OwnedRule } from './rules/port.ts';
import { openRules } from './rules/rules.ts';
import { ensureSecrets, type Secrets } from './secrets.ts';
import { openState, type State } from './state/state.ts';
import { roomsOf } from './threads/memory.ts';
import { type Journey, openJourney } from './tracing/journey.ts';
import type { Marked } from './tracing/span.ts';
import type { Rule } from './vocabulary.ts';

export interface Node extends AsyncDisposable {
  readonly ports: NodePorts;
  /** `tls` where it listens for TLS as well; the same address when there is nothing else. */
  readonly mqtt: Address & { readonly tls?: Address };
  readonly api: { readonly url: string; readonly port: number };
  readonly secrets: Secrets;
  /** Rejects when a part fails of a bug: the node can then only be stopped. */
  readonly failed: Promise<never>;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The uplink's name among the readers of the journal. */
const UPLINK = 'uplink';

/**
 * Opens a node: files first, then the journal, its readers, the API, and the door last. Closing is the reverse.
 * Throws StartError with the remedy; what was open by then is closed again.
 */
export async function openNode(config: Config, log: Log): Promise<Node> {
  await using stack = new AsyncDisposableStack();
  const { path: dataDir } = stack.use(holdDataDir(config.dataDir));
  const rooms = roomsOf(config.role);
  const secrets = await ensureSecrets({ ...config, dataDir });
  const state = stack.use(await openState({ dataDir, room: rooms.state }));

  const onCommitted = new Set<(offset: number) => void>();
  const onTransitions = new Set<() => void>();
  const onEdge = new Set<(notice: EdgeNotice) => void>();
  const onTail = new Set<(grown: 'journal' | 'lane') => void>();
  const onMarked = new Set<(marked: Marked) => void>();
  const door = stack.use(
    await openDoor({
      dataDir,
      mqtt: config.mqtt,
      journal: config.journal,
      mappings: config.mappings,
      passwordFile: secrets.passwordFile,
      // Readers of the journal; it keeps what any of them has not finished.
      readers: ['history', 'sensors', 'models', ...(config.uplink ? [UPLINK] : [])],
      ...(config.uplink && { compactFor: UPLINK }),
      takesEdges: config.role === 'cloud',
      ...(config.tracing && { sample: config.tracing.sample }),
      room: rooms.door,
      log,
      onCommitted: (offset) => tellAll(onCommitted, offset),
      onEdge: (notice) => tellAll(onEdge, notice),
      onMarked: (marked) => tellAll(onMarked, marked),
    }),
  );
  // A door that has died refuses: `failed` tells of it.
  const release = (reader: string) => (cursor: number) =>
    void door.release({ reader, cursor }).catch(() => {});

  const journal = stack.use(openJournalReader({ dataDir }));
  const { role, tracing } = config;
  const journey = stack.use(openJourney({ tracing, role, epoch: journal.epoch, log }));
  const history = stack.use(await openHistory({ config: config.history, dataDir, room: rooms.history }));
  if (history.cursor() > journal.head()) {
    throw new StartError(
      `history.db knows the journal up to ${history.cursor()}, but journal.db ends at ${journal.head()}: it was deleted, ` +
        'or comes from an older backup. Put the files of one backup in place, or move history.db away as well',
    );
  }
  onCommitted
    .add(journal.committed)
    .add(history.notify)
    .add(() => tellAll(onTail, 'journal'));
  onTransitions.add(() => tellAll(onTail, 'lane'));
  history.onProgress(release('history'));
  history.onProgress(journey.recorded);
  release('history')(history.cursor());
  const delivery =
    config.role === 'cloud'
      ? stack.use(
          await openAlarmDelivery({
            ...{ config: config.sql, dataDir, state, log },
            ...{ onQueued: journey.queued, onStored: journey.stored },
          }),
        )
      : undefined;
  if (delivery) onTransitions.add(delivery.wake);
  const orders =
    config.uplink &&
    (await openOrders({ state, own: { ...config, ...config.uplink }, read: documentReaders, log }));
  const rules = await openRules({
    ...{ state, now: Date.now, log, ownedByCloud: orders !== undefined },
    given: () => (orders?.rules() ?? config.rules).map((rule) => sourced(rule, config.rules)),
  });
  const sensors = stack.use(
    await openSensors({
      journal,
      state,
      rules: rules.inForce(),
      now: Date.now,
      log,
      onTransitions(items) {
        journey.durable(items.map(({ transition }) => transition));
        tellAll(onTransitions, undefined);
      },
      onDurable: release('sensors'),
    }),
  );
  const models = stack.use(
    await openModels({
      ...{ dataDir, config: config.models, room: rooms.models, journal, history, append: door.append },
      rules: rules.inForce(),
      pushed: orders?.models() ?? [],
      now: Date.now,
      onDurable: release('models'),
      onIdle: () => void door.rest('models').catch(() => {}),
      log,
    }),
  );
  if (!orders) {
    rules.follow(async (all) => {
      await sensors.setRules(all);
      await models.setRules(all);
    });
  }
  onMarked.add((marked) => journey.marked(marked, sensors.applied(marked.offset)));
  const edges =
    config.role === 'cloud'
      ? stack.use(
          await openEdges({
            state,
            publish: door.publish,
            counts: () => door.edgeCounts(undefined),
            check: documentProblems,
            now: Date.now,
            log,
          }),
        )
      : undefined;
  if (edges) {
    onEdge.add((notice) => edges.notice(notice));
    onTransitions.add(() => edges.transitions());
  }
  const uplink =
    config.uplink &&
    orders &&
    stack.use(
      await joinCloud({
        config: config.uplink,
        dataDir,
        door,
        state,
        sensors,
        models,
        orders,
        head: journal.head,
        onHandedOver: journey.handedOver,
        log,
      }),
    );
  if (uplink) {
    onCommitted.add(uplink.committed);
    onTransitions.add(uplink.transitions);
  }

  const streams = countStreams();
  const alarms = createAlarms({ state, append: door.append, applied: sensors.applied, now: Date.now });
  const health = createHealth({ door, history, delivery, sensors, uplink });
  const metrics = stack.use(
    openNodeMetrics({
      ...{ role, dataDir, door, state, journal, history, sensors, delivery, uplink, edges: edges?.edges },
      ...{ latency: journey.latency, others: [journey.measure, streams.measure] },
      threads: [door, state, history, ...(delivery ? [delivery] : [])],
    }),
  );
  if (delivery && edges) {
    stack.use(
      openOperations({
        sources: {
          node: { id: journal.epoch, name: hostname(), startedAt: Date.now() },
          ...{ door, state, journal, history, sensors, delivery, edges: edges.edges },
          rules: rules.inForce,
          now: Date.now,
        },
        record: delivery.record,
        log,
      }),
    );
  }
  const ports: NodePorts = {
    sensors: sensors.directory,
    history,
    alarms,
    health,
    ledger: { list: door.losses },
    models: models.models,
    rules,
    ...(await openAccess({ state, config, secrets, log })),
    deadLetters: { state: state.deadLetters, history: history.deadLetters },
    mappings: config.mappings,
    info: createNodeInfo({
      ...{ role, dataDir, epoch: journal.epoch, door, journal, history, sensors, state, delivery, health },
    }),
    tail: {
      journal: stack.use(openNumberedReader({ dataDir })),
      lane: state,
      meter: streams,
      watch(grown, signal) {
        onTail.add(grown);
        signal.addEventListener('abort', () => onTail.delete(grown));
      },
    },
    edges: edges?.edges ?? NO_EDGES,
    ...(uplink && { uplink: async () => uplink.state() }),
    metrics: metrics.expose,
  };
  const { tls, ...listening } = config.api;
  const certificate = tls && (await openCertificate({ ...tls, setting: 'api.tls' }));
  const api = stack.use(await openApi({ ...listening, ...(certificate && { certificate }), ports, log }));
  const { port, tlsPort } = await door.open(undefined);
  stack.defer(() => door.shut(undefined).catch(() => {}));

  const { host, plain } = config.mqtt;
  const secure = tlsPort === undefined ? undefined : { host: config.mqtt.tls?.host ?? host, port: tlsPort };
  const parts = [door, history, sensors, models, state, delivery, edges, uplink];
  const failed = Promise.race(parts.flatMap((part) => part?.failed ?? []));
  failed.catch(() => {});
  const resources = stack.move();
  return {
    ports,
    mqtt: { ...(secure && !plain ? secure : { host, port }), ...(secure && { tls: secure }) },
    api: { url: api.url, port: api.port },
    secrets,
    failed,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** What the cloud has pushed stands behind the rules of the configuration. */
function sourced(rule: Rule, own: readonly Rule[]): Pick<OwnedRule, 'rule'> & { source: 'config' | 'cloud' } {
  return { rule, source: own.includes(rule) ? 'config' : 'cloud' };
}

interface UplinkParts {
  readonly config: UplinkConfig;
  readonly dataDir: string;
  readonly door: Door;
  readonly state: State;
  readonly sensors: Sensors;
  readonly models: ModelsPart;
  readonly orders: Orders;
  /** Of the journal. */
  readonly head: () => number;
  readonly onHandedOver: Journey['handedOver'];
  readonly log: Log;
}

/** The edge's half: its uplink, and what comes down by it. */
async function joinCloud({
  config,
  dataDir,
  door,
  state,
  sensors,
  models,
  orders,
  head,
  onHandedOver,
  log,
}: UplinkParts): Promise<Uplink> {
  await using stack = new AsyncDisposableStack();
  const journal = stack.use(openNumberedReader({ dataDir }));
  const { append, lossesAfter, spare } = door;
  const uplink = stack.use(
    await openUplink({
      settings: { ...config, ca: config.caFile && (await authority(config.caFile)) },
      journal,
      state,
      modes: orders.modes(),
      commands: await openCommands({ state, append, applied: sensors.applied, head, now: Date.now }),
      documents: orders.documents,
      lossesAfter,
      spare,
      onHandedOver,
      onDurable: (cursor) => void door.release({ reader: UPLINK, cursor }).catch(() => {}),
      now: Date.now,
      log,
    }),
  );
  orders.follow({
    async setRules(rules) {
      await sensors.setRules(rules);
      await models.setRules(rules);
    },
    setModes: uplink.setModes,
    setModels: models.setPushed,
  });
  const resources = stack.move();
  return { ...uplink, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function authority(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StartError(`uplink.caFile: cannot read ${file}: ${messageOf(error)}`, { cause: error });
  });
}

function tellAll<T>(listeners: Iterable<(value: T) => void>, value: T): void {
  for (const listener of listeners) listener(value);
}
