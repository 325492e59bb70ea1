/** Owns carrying out what operators did at the cloud: through this node's own journal, each once, in their order. */
import type { EdgeCommand } from '../../runtime/edges/protocol.ts';
import type { StateStore } from '../../runtime/state/port.ts';
import type { Alarm, AlarmCommand, Entry, EpochMs, Offset } from '../../runtime/vocabulary.ts';

export interface CommandsOptions {
  readonly state: Pick<StateStore, 'alarm' | 'document' | 'commit'>;
  /** Resolves when the entries are durable in the journal. */
  readonly append: (entries: readonly Entry[]) => Promise<Offset>;
  /** Resolves when the sensors reader has finished with `offset`. */
  readonly applied: (offset: Offset) => Promise<void>;
  /** Of the journal. */
  readonly head: () => Offset;
  readonly now: () => EpochMs;
}

export interface Commands {
  /** The newest one dealt with, of this cloud; 0 before the first. */
  dealtWith(cloud: string): number;
  /** Resolves when all of them are dealt with, durably. Throws Unavailable to be called again. */
  carryOut(cloud: string, commands: readonly EdgeCommand[]): Promise<void>;
}

interface Position {
  readonly cloud: string;
  readonly n: number;
}

/** The document's name in the state store. */
const NAME = 'uplink/commands';

export async function openCommands({
  state,
  append,
  applied,
  head,
  now,
}: CommandsOptions): Promise<Commands> {
  const text = await state.document(NAME);
  let position: Position = text === undefined ? { cloud: '', n: 0 } : JSON.parse(text);
  const dealtWith = (cloud: string) => (position.cloud === cloud ? position.n : 0);
  return {
    dealtWith,
    async carryOut(cloud, commands) {
      const last = commands.at(-1);
      if (!last) return;
      // The cloud may know of an alarm by readings that this node's own sensors have not seen yet.
      await applied(head());
      const entries: AlarmCommand[] = [];
      // Whatever their numbers: a cloud set back to an older copy counts on from there.
      for (const command of commands) {
        const alarm = await state.alarm(command.alarm);
        // An alarm this node does not know was raised by a journal that is gone; one that is done needs nothing.
        if (alarm && !isDone(command, alarm)) entries.push(entryOf(command, alarm, now()));
      }
      if (entries.length > 0) await applied(await append(entries));
      position = { cloud, n: last.n };
      await state.commit({ documents: [{ name: NAME, json: JSON.stringify(position) }] });
    },
  };
}

function isDone({ command }: EdgeCommand, alarm: Alarm): boolean {
  return (command === 'clear' ? alarm.clearedAt : alarm.acknowledgedAt) !== undefined;
}

function entryOf(command: EdgeCommand, { sensor, rule }: Alarm, receivedAt: EpochMs): AlarmCommand {
  const { command: act, alarm, at, by, comment } = command;
  return {
    ...{ kind: 'command', command: act, sensor, alarm, rule, ts: at, receivedAt, by },
    ...(comment !== undefined && { comment }),
  };
}
