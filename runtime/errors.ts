/** Owns the error classes, one per remedy. Anything that is neither of these is a bug and stops the part it is in. */

/** Thrown when the sender is at fault (bad payload, bad query): count it, answer it, go on. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
}

/** Thrown when a store or a link is at fault (refused, timed out, full): retry by the table, keep the cursor. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** Thrown at start when configuration or the data directory forbids it; the message tells the remedy. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A StartError or Unavailable is written for the person at the terminal; anything else is a bug and shows where it happened. */
export function forTerminal(error: unknown): string {
  const expected = error instanceof StartError || error instanceof Unavailable;
  return expected || !(error instanceof Error) ? messageOf(error) : (error.stack ?? messageOf(error));
}
