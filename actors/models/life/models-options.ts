/** Owns what the models part is given by the node. Holds no behaviour. */
import type { PushedModel } from '../../../runtime/edges/models.ts';
import type { HistoryQueries } from '../../../runtime/history/port.ts';
import type { Journal } from '../../../runtime/journal/port.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Room } from '../../../runtime/threads/room.ts';
import type { Entry, EpochMs, Offset, Rule } from '../../../runtime/vocabulary.ts';

export interface ModelsOptions {
  readonly dataDir: string;
  readonly config: { readonly max: number; readonly retrain?: number | undefined };
  readonly room?: Room | undefined;
  readonly journal: Journal;
  readonly history: Pick<HistoryQueries, 'range'>;
  readonly append: (entries: readonly Entry[]) => Promise<Offset>;
  readonly rules: readonly Rule[];
  /** What a cloud has sent before this start. */
  readonly pushed: readonly PushedModel[];
  readonly now: () => EpochMs;
  /** The journal is not needed up to here by this reader, not even after a crash. */
  readonly onDurable: (cursor: Offset) => void;
  /** Nothing is modelled now: the journal need not be kept for this reader. */
  readonly onIdle: () => void;
  /** ms between two saves of what was learnt. */
  readonly saveEvery?: number;
  readonly log: Log;
}
