/** Owns what a span is before it is written in anybody's format. Holds no behaviour. */
import type { EpochMs } from '../vocabulary.ts';
import type { TraceId } from './trace-ids.ts';

export interface Span {
  readonly trace: TraceId;
  readonly id: string;
  /** The span above it; absent at the root, and where that is not known. */
  readonly parent?: string | undefined;
  /** One of a few: what is special goes into the attributes. */
  readonly name: string;
  /** May have a fraction. */
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Another trace it has to do with. */
  readonly link?: { readonly trace: TraceId; readonly span: string } | undefined;
}

/** An entry that is traced, told by the door when it is durable. */
export interface Mark {
  readonly trace: TraceId;
  /** The journal that gave it its number: this node's, or an edge's. */
  readonly epoch: string;
  /** Absent for an alarm transition. */
  readonly number?: number;
  readonly kind: string;
  readonly sensor: string;
  readonly receivedAt: EpochMs;
  /** When it came to this door. */
  readonly arrivedAt: EpochMs;
}

/** The traced entries of one commit. */
export interface Marked {
  readonly offset: number;
  readonly acknowledgedAt: EpochMs;
  /** The commit with its fsync. */
  readonly seconds: number;
  readonly marks: readonly Mark[];
  /** Traced ones beyond those that one commit may tell of. */
  readonly skipped: number;
}
