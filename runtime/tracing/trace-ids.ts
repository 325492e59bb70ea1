/**
 * Owns which entries are traced and how their traces and spans are named. Every id follows from what is known on both
 * sides already, so that an edge's spans and its cloud's lie in one trace and nothing is carried between them.
 */
import { createHash } from 'node:crypto';

/** 32 lowercase hex digits; a span's id has 16. */
export type TraceId = string;

/** Is entry `number` of a journal traced? The same answer wherever it is asked. */
export type Sampler = (number: number) => boolean;

const ALL = 2 ** 32;

/** `sample`: part of all entries, 0 to 1. A larger one takes all that a smaller one takes. */
export function createSampler(epoch: string, sample: number): Sampler {
  const seed = createHash('sha256').update(epoch).digest().readUInt32BE(0);
  const limit = sample * ALL;
  return (number) => mixed(seed ^ (number % ALL) ^ Math.floor(number / ALL)) < limit;
}

/** The finalizer of MurmurHash3 (A. Appleby): neighbours get unrelated values, 0 to 2^32 - 1. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function entryTrace(epoch: string, number: number): TraceId {
  return hex(`${epoch}/${number}`, 32);
}

/** An alarm transition's id is a UUID, the same on edge and cloud: it names the trace of its journey. */
export function transitionTrace(id: string): TraceId {
  return id.replaceAll('-', '').toLowerCase();
}

/** `node`: the epoch of the journal of the node where the span is. */
export function spanIdOf(trace: TraceId, name: string, node: string): string {
  return hex(`${trace}/${name}/${node}`, 16);
}

function hex(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
