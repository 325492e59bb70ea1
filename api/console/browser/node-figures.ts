/** Owns what the operations page shows of a node, and finding it in the node's metrics. Pure. */
import { readExposition, type Sample } from './exposition.ts';

export interface ReaderFigures {
  readonly reader: string;
  readonly cursor?: number;
  readonly head?: number;
  /** Commits behind the head. */
  readonly lag: number;
  /** Its store is away. */
  readonly waits?: boolean;
}

export interface Part {
  readonly part: string;
  readonly state: 'ok' | 'degraded' | 'down';
  readonly detail?: string;
}

export interface NodeFigures {
  readonly role: string;
  readonly version: string;
  readonly startedAt: string | number;
  readonly sensors: number;
  readonly connections: number;
  readonly deadLetters: number;
  /** Values since the journal was made. */
  readonly books: Readonly<Record<Entry, number>>;
  readonly readers: readonly ReaderFigures[];
  readonly queue?: Queue;
  readonly health: readonly Part[];
  readonly files?: Readonly<Record<string, number>>;
}

interface Queue {
  readonly pending: number;
  readonly queued: number;
  readonly dead: number;
  readonly oldestSeconds: number;
}

type Entry = 'taken' | 'stored' | 'duplicate' | 'deadLettered' | 'inFlight' | 'lost';

/** taken minus all the others: 0 when the books balance. */
export function imbalanceOf(books: NodeFigures['books']): number {
  return books.taken - books.stored - books.duplicate - books.deadLettered - books.inFlight - books.lost;
}

/** Health is no metric. */
export function figuresOf(exposition: string): Omit<NodeFigures, 'health'> {
  const metrics = readExposition(exposition);
  const all = (name: string): readonly Sample[] => metrics.get(`anemos_${name}`) ?? [];
  const one = (name: string, label?: string, wanted?: string) =>
    all(name).find(({ labels }) => label === undefined || labels[label] === wanted)?.value ?? 0;
  const value = (state: string) => one('history_values', 'state', state);
  const head = one('journal_head');
  const info = all('build_info')[0]?.labels ?? {};
  const started = metrics.get('process_start_time_seconds')?.[0]?.value ?? 0;
  return {
    role: info.role ?? 'node',
    version: info.version ?? '',
    startedAt: started * 1000,
    sensors: one('sensors'),
    connections: one('mqtt_connections'),
    deadLetters: all('dead_letters_total').reduce((sum, sample) => sum + sample.value, 0),
    books: {
      ...{ taken: value('taken'), stored: value('stored'), duplicate: value('duplicate') },
      ...{ deadLettered: value('dead_lettered'), inFlight: value('in_flight'), lost: value('lost') },
    },
    readers: all('reader_lag_commits').map(({ labels: { reader = '' }, value: lag }) => ({
      ...{ reader, lag, head, cursor: head - lag },
      waits: one('reader_waits', 'reader', reader) === 1,
    })),
    ...(metrics.has('anemos_sql_jobs') && {
      queue: {
        pending: one('alarm_transitions_pending'),
        queued: one('sql_jobs', 'state', 'queued'),
        dead: one('sql_jobs', 'state', 'dead'),
        oldestSeconds: one('sql_oldest_job_age_seconds'),
      },
    }),
  };
}
