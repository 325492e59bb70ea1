/** Owns the inside of a room: starts each part that moves in, at the port it came with. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { keepTidy } from './tidy.ts';

/** A part that moves in. */
export interface Arrival {
  /** Exports `start`, a PartStart. */
  readonly file: string;
  readonly data: object;
  /** Its calls and notices. */
  readonly port: MessagePort;
}

/** What a part's thread file exports: posts READY once it serves. A rejection ends the room's thread. */
type PartStart<D> = (port: MessagePort, data: D) => void | Promise<void>;

if (parentPort === null) throw new Error('room-thread.ts runs as a worker thread');
keepTidy();
// A part's bug is nobody's to catch: it ends the thread, and the main thread sees it as the node's failure.
parentPort.on('message', async ({ file, data, port }: Arrival) => {
  const part: { readonly start: PartStart<object> } = await import(file);
  await part.start(port, data);
});
