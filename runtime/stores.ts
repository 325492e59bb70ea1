/** Owns opening a node's files and the threads that write them: state, journal with its door, history, in this order. */
import { type Door, openDoor } from './broker/door.ts';
import type { Config } from './config/schema.ts';
import { holdDataDir } from './data-dir.ts';
import { StartError } from './errors.ts';
import { type History, openHistory } from './history/history.ts';
import { type JournalReader, openJournalReader } from './journal/journal-reader.ts';
import type { Log } from './log.ts';
import { ensureSecrets, type Secrets } from './secrets.ts';
import type { Signals } from './signals.ts';
import { openState, type State } from './state/state.ts';
import { type Rooms, roomsOf } from './threads/memory.ts';
import type { Offset } from './vocabulary.ts';

/** The uplink's name among the readers of the journal. */
export const UPLINK = 'uplink';

export interface Stores extends AsyncDisposable {
  readonly dataDir: string;
  readonly rooms: Rooms;
  readonly secrets: Secrets;
  readonly state: State;
  /** Nobody gets in before its `open`. */
  readonly door: Door;
  readonly journal: JournalReader;
  readonly history: History;
  /** Tells the journal what a reader has finished, durably. */
  release(reader: string): (cursor: Offset) => void;
}

/** Throws StartError with the remedy; what was open by then is closed again. */
export async function openStores(config: Config, signals: Signals, log: Log): Promise<Stores> {
  await using stack = new AsyncDisposableStack();
  const { path: dataDir } = stack.use(holdDataDir(config.dataDir));
  const rooms = roomsOf(config.role);
  const secrets = await ensureSecrets({ ...config, dataDir });
  const state = stack.use(await openState({ dataDir, room: rooms.state }));
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
      onCommitted: signals.committed.tell,
      onEdge: signals.edge.tell,
      onMarked: signals.marked.tell,
    }),
  );
  // A door that has died refuses: `failed` tells of it.
  const release = (reader: string) => (cursor: Offset) =>
    void door.release({ reader, cursor }).catch(() => {});
  const journal = stack.use(openJournalReader({ dataDir }));
  const history = stack.use(await openHistory({ config: config.history, dataDir, room: rooms.history }));
  checkSameTime(history, journal);
  signals.committed.add(journal.committed);
  signals.committed.add(history.notify);
  signals.committed.add(() => signals.tail.tell('journal'));
  signals.transitions.add(() => signals.tail.tell('lane'));
  history.onProgress(release('history'));
  release('history')(history.cursor());
  const resources = stack.move();
  const files = { dataDir, rooms, secrets, state, door, journal, history, release };
  return { ...files, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

function checkSameTime(history: History, journal: JournalReader): void {
  if (history.cursor() <= journal.head()) return;
  throw new StartError(
    `history.db knows the journal up to ${history.cursor()}, but journal.db ends at ${journal.head()}: it was deleted, ` +
      'or comes from an older backup. Put the files of one backup in place, or move history.db away as well',
  );
}
