/** Owns what operators do with alarms: a command goes through the journal, the book answers. */
import type { Alarms, CommandOutcome } from '../ports.ts';
import type { StateStore } from '../state/port.ts';
import type { Alarm, AlarmCommand, Entry, EpochMs, Offset } from '../vocabulary.ts';

export interface AlarmsOptions {
  readonly state: Pick<StateStore, 'alarms' | 'alarm' | 'transitions'>;
  /** Resolves when the entries are durable. Throws Unavailable when the journal refuses. */
  readonly append: (entries: readonly Entry[]) => Promise<Offset>;
  /** Resolves when the sensors reader has finished with `offset`. */
  readonly applied: (offset: Offset) => Promise<void>;
  readonly now: () => EpochMs;
}

type Command = AlarmCommand['command'];

interface Act {
  readonly by: string;
  readonly comment?: string | undefined;
}

export function createAlarms({ state, append, applied, now }: AlarmsOptions): Alarms {
  async function command(kind: Command, id: string, { by, comment }: Act): Promise<CommandOutcome> {
    const before = await state.alarm(id);
    if (!before) return { outcome: 'unknown-alarm' };
    if (doneBy(kind, before)) return { outcome: 'already', status: before.status, alarm: before };
    const at = now();
    const { sensor, rule } = before;
    const entry: AlarmCommand = {
      kind: 'command',
      command: kind,
      sensor,
      alarm: id,
      rule,
      ts: at,
      receivedAt: at,
      by,
      ...(comment !== undefined && { comment }),
    };
    await applied(await append([entry]));
    const alarm = await state.alarm(id);
    const who = alarm && doneBy(kind, alarm);
    if (!alarm || !who) throw new Error(`the command to ${kind} alarm ${id} was applied and changed nothing`);
    // Two at once: the book keeps the first one's name, the other one came too late.
    return who.by === by ? { outcome: 'done', alarm } : { outcome: 'already', status: alarm.status, alarm };
  }
  return {
    list: (query) => state.alarms(query),
    async get(id) {
      const alarm = await state.alarm(id);
      return alarm && { alarm, transitions: await state.transitions(id) };
    },
    acknowledge: (id, by, comment) => command('acknowledge', id, { by, comment }),
    clear: (id, by, comment) => command('clear', id, { by, comment }),
  };
}

/** Who has done it; undefined when nobody has. An alarm that its condition cleared was cleared by no name. */
function doneBy(kind: Command, alarm: Alarm): { readonly by: string | undefined } | undefined {
  const [at, by] =
    kind === 'acknowledge'
      ? [alarm.acknowledgedAt, alarm.acknowledgedBy]
      : [alarm.clearedAt, alarm.clearedBy];
  return at === undefined ? undefined : { by };
}
