/** Owns the ids of the stream: a place in the journal and one in the lane of alarms, in one word that clients hand back as it is. */

/** Everything up to here has been seen. */
export interface Position {
  /** Names the journal; numbers of another mean other entries. */
  readonly epoch: string;
  /** Of an entry; 0 before the first. */
  readonly number: number;
  /** `n` of a transition in its lane; 0 before the first. */
  readonly transition: number;
}

/** Enough of the epoch to tell two journals of one node apart. */
const EPOCH_LETTERS = 8;
const ID = /^([0-9a-z]{1,8})\.(\d{1,16})\.(\d{1,16})$/;

export function shortEpoch(epoch: string): string {
  return epoch
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .slice(0, EPOCH_LETTERS);
}

export function idOf({ epoch, number, transition }: Position): string {
  return `${epoch}.${number}.${transition}`;
}

/** Undefined when `id` is none of ours. */
export function parseId(id: string): Position | undefined {
  const [, epoch, number, transition] = ID.exec(id) ?? [];
  if (epoch === undefined) return undefined;
  const position = { epoch, number: Number(number), transition: Number(transition) };
  const exact = Number.isSafeInteger(position.number) && Number.isSafeInteger(position.transition);
  return exact ? position : undefined;
}
