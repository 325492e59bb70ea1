/** Owns putting a node together: which part is handed what, in which order they open and close. Nothing else imports it. */
import { hostname } from 'node:os';
import { openModels } from '../actors/models/life/models.ts';
import { openSensors } from '../actors/sensors.ts';
import { openApi } from '../api/server.ts';
import { openOrders } from '../edge/downlink/orders.ts';
import { joinCloud } from '../edge/join-cloud.ts';
import { openAccess } from './access/access.ts';
import { createAlarms } from './alarms/commands.ts';
import { openAlarmDelivery } from './alarms/delivery.ts';
import { openCertificate } from './broker/certificate.ts';
import type { Config } from './config/schema.ts';
import { documentProblems, documentReaders } from './edges/document-readers.ts';
import { NO_EDGES, openEdges } from './edges/edges.ts';
import { createHealth } from './health.ts';
import { openNumberedReader } from './journal/numbered-reader.ts';
import type { Log } from './log.ts';
import { openNodeMetrics } from './metrics/node-metrics.ts';
import { countStreams } from './metrics/stream-metrics.ts';
import { createNodeInfo } from './node-info/node-info.ts';
import { openOperations } from './operations/operations.ts';
import type { NodePorts } from './ports.ts';
import type { OwnedRule } from './rules/port.ts';
import { openRules } from './rules/rules.ts';
import type { Secrets } from './secrets.ts';
import { createSignals } from './signals.ts';
import { openStores, UPLINK } from './stores.ts';
import { openJourney } from './tracing/journey.ts';
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

/**
 * Opens a node: files first, then the journal, its readers, the API, and the door last. Closing is the reverse.
 * Throws StartError with the remedy; what was open by then is closed again.
 */
export async function openNode(config: Config, log: Log): Promise<Node> {
  await using stack = new AsyncDisposableStack();
  const signals = createSignals();
  const stores = stack.use(await openStores(config, signals, log));
  const { dataDir, rooms, secrets, state, door, journal, history, release } = stores;
  const { role, tracing } = config;
  const journey = stack.use(openJourney({ tracing, role, epoch: journal.epoch, log }));
  history.onProgress(journey.recorded);
  const delivery =
    config.role === 'cloud'
      ? stack.use(
          await openAlarmDelivery({
            ...{ config: config.sql, dataDir, state, log },
            ...{ onQueued: journey.queued, onStored: journey.stored },
          }),
        )
      : undefined;
  if (delivery) signals.transitions.add(delivery.wake);
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
        signals.transitions.tell();
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
  const setRules = async (all: readonly Rule[]) => {
    await sensors.setRules(all);
    await models.setRules(all);
  };
  if (!orders) rules.follow(setRules);
  signals.marked.add((marked) => journey.marked(marked, sensors.applied(marked.offset)));
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
    signals.edge.add((notice) => edges.notice(notice));
    signals.transitions.add(() => edges.transitions());
  }
  const uplink =
    config.uplink &&
    orders &&
    stack.use(
      await joinCloud({
        settings: config.uplink,
        ...{ state, orders, head: journal.head, applied: sensors.applied, now: Date.now, log },
        ...{ append: door.append, lossesAfter: door.lossesAfter, spare: door.spare },
        journal: stack.use(openNumberedReader({ dataDir })),
        followers: { setRules, setModels: models.setPushed },
        onHandedOver: journey.handedOver,
        onDurable: release(UPLINK),
      }),
    );
  if (uplink) {
    signals.committed.add(uplink.committed);
    signals.transitions.add(uplink.transitions);
  }

  const streams = countStreams();
  const alarms = createAlarms({ state, append: door.append, applied: sensors.applied, now: Date.now });
  const health = createHealth({ door, history, delivery, sensors, uplink });
  const metrics = stack.use(
    openNodeMetrics({
      ...{ role, dataDir, door, state, journal, history, sensors, delivery, uplink, edges: edges?.edges },
      ...{ latency: journey.latency, others: [journey.measure, streams.measure] },
      threads: [door, state, history, models, ...(delivery ? [delivery] : [])],
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
        signals.tail.add(grown);
        signal.addEventListener('abort', () => signals.tail.remove(grown));
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
