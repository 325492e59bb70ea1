/** Owns the inside of a room: starts each part that moves in, at the port it came with. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { serve } from './rpc.ts';
import { keepTidy } from './tidy.ts';

/** A part that moves in. */
export interface Arrival {
  /** Exports `start`, a PartStart. */
  readonly file: string;
  readonly data: object;
  /** Its calls and notices. */
  readonly port: MessagePort;
}

/** The first thing that comes from a part's port: it can be called, or why it did not start. */
export interface Started {
  readonly started: true | { readonly failure: unknown };
}

type Handlers = Parameters<typeof serve>[1];

/** What a part's thread file exports: resolves to what it serves. It may post notices to its port. */
type PartStart = (port: MessagePort, data: object) => Handlers | Promise<Handlers>;

if (parentPort === null) throw new Error('room-thread.ts runs as a worker thread');
keepTidy();
// A part that does not start leaves the room to the others; a bug later on is nobody's to catch, and ends the thread.
parentPort.on('message', async ({ file, data, port }: Arrival) => {
  try {
    const part: { readonly start: PartStart } = await import(file);
    serve(port, await part.start(port, data));
    port.postMessage({ started: true } satisfies Started);
  } catch (error) {
    port.postMessage({ started: { failure: error } } satisfies Started);
  }
});
