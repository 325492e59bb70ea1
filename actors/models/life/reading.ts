/** Owns how far the models thread has read the journal, and which of it the models are shown. */
import { openJournalReader } from '../../../runtime/journal/journal-reader.ts';
import type { Offset, Rule } from '../../../runtime/vocabulary.ts';
import type { Advance } from './follower.ts';
import type { Memory } from './memory.ts';
import { picker } from './pick.ts';
import type { Shelf } from './shelf.ts';
import type { Slots } from './slots.ts';

/** Bytes of the journal read at once: about 3000 readings. */
const READ_BYTES = 128 * 1024;

export interface ReadingOptions {
  readonly dataDir: string;
  readonly rules: readonly Rule[];
  readonly shelf: Shelf;
  readonly slots: Slots;
  readonly memory: Memory;
}

export interface JournalReading extends Disposable {
  /** Where it begins: where it was saved last, or at `head`, which is then saved lest a crash before the first save loses readings. */
  begin(head: Offset): Offset;
  /** Shows the models the next range. */
  advance(): Advance;
  /** Throws Unavailable when the disk is at fault. */
  save(): void;
  /** The rules, or what is on the shelf, has changed. */
  look(rules?: readonly Rule[]): void;
}

export function startReading({ dataDir, shelf, slots, memory, ...options }: ReadingOptions): JournalReading {
  const journal = openJournalReader({ dataDir });
  let { rules } = options;
  const picking = () =>
    picker(
      rules,
      shelf.ids().flatMap((id) => shelf.state(id) ?? []),
    );
  let pick = picking();
  let position: Offset = 0;
  return {
    begin(head) {
      const saved = memory.cursor();
      position = Math.min(saved ?? head, head);
      if (saved === undefined) slots.save(position);
      return position;
    },
    advance() {
      const commits = journal.read(position, READ_BYTES);
      const findings = slots.take(pick(commits));
      position = commits.at(-1)?.offset ?? position;
      return { findings, position };
    },
    save: () => slots.save(position),
    look(changed = rules) {
      rules = changed;
      pick = picking();
    },
    [Symbol.dispose]: () => journal[Symbol.dispose](),
  };
}
