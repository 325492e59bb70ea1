/** Owns putting a node together: which part is handed what, in which order they open and close. Nothing else imports it. */
import { openSensors } from '../actors/sensors.ts';
import { openApi } from '../api/server.ts';
import { createAlarms } from './alarms/commands.ts';
import { openAlarmDelivery } from './alarms/delivery.ts';
import { openDoor } from './broker/door.ts';
import type { Config } from './config/schema.ts';
import { holdDataDir } from './data-dir.ts';
import { StartError } from './errors.ts';
import { createHealth } from './health.ts';
import { openHistory } from './history/history.ts';
import { openJournalReader } from './journal/journal-reader.ts';
import type { Log } from './log.ts';
import { openNodeMetrics } from './metrics/node-metrics.ts';
import type { NodePorts } from './ports.ts';
import { ensureSecrets, type Secrets } from './secrets.ts';
import { openState } from './state/state.ts';

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

/** Readers of the journal; it keeps what any of them has not finished. */
const READERS = ['history', 'sensors'] as const;

/**
 * Opens a node: files first, then the journal, its readers, the API, and the door last. Closing is the reverse.
 * Throws StartError with the remedy; what was open by then is closed again.
 */
export async function openNode(config: Config, log: Log): Promise<Node> {
  await using stack = new AsyncDisposableStack();
  const { path: dataDir } = stack.use(holdDataDir(config.dataDir));
  const secrets = await ensureSecrets({ ...config, dataDir });
  const state = stack.use(await openState({ dataDir }));

  const notify: ((offset: number) => void)[] = [];
  const door = stack.use(
    await openDoor({
      dataDir,
      mqtt: config.mqtt,
      journal: config.journal,
      mappings: config.mappings,
      passwordFile: secrets.passwordFile,
      readers: READERS,
      log,
      onCommitted: (offset) => {
        for (const tell of notify) tell(offset);
      },
    }),
  );
  // A door that has died refuses: `failed` tells of it.
  const release = (reader: (typeof READERS)[number]) => (cursor: number) =>
    void door.release({ reader, cursor }).catch(() => {});

  const journal = stack.use(openJournalReader({ dataDir }));
  const history = stack.use(await openHistory({ config: config.history, dataDir }));
  if (history.cursor() > journal.head()) {
    throw new StartError(
      `history.db knows the journal up to ${history.cursor()}, but journal.db ends at ${journal.head()}: it was deleted, ` +
        'or comes from an older backup. Put the files of one backup in place, or move history.db away as well',
    );
  }
  notify.push(journal.committed, history.notify);
  history.onProgress(release('history'));
  release('history')(history.cursor());
  const delivery = stack.use(await openAlarmDelivery({ config: config.sql, dataDir, state, log }));
  const sensors = stack.use(
    await openSensors({
      journal,
      state,
      rules: config.rules,
      now: Date.now,
      log,
      onTransitions: () => delivery.wake(),
      onDurable: release('sensors'),
    }),
  );
  const alarms = createAlarms({ state, append: door.append, applied: sensors.applied, now: Date.now });
  const health = createHealth({ door, history, delivery, sensors });
  const metrics = stack.use(openNodeMetrics({ door, state, journal, history, sensors, delivery }));
  const ports: NodePorts = { sensors: sensors.directory, history, alarms, health, metrics: metrics.expose };
  const api = stack.use(await openApi({ ...config.api, token: secrets.apiToken, ports, log }));
  const { port, tlsPort } = await door.open(undefined);
  stack.defer(() => door.shut(undefined).catch(() => {}));

  const { host, plain, tls } = config.mqtt;
  const secure = tlsPort === undefined ? undefined : { host: tls?.host ?? host, port: tlsPort };
  const failed = Promise.race([door.failed, history.failed, delivery.failed, sensors.failed, state.failed]);
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
