/** Owns what the operations page reckons from a node's answer about itself. Pure. */
import type { Node } from '../../node-resources.ts';

export type NodeFigures = Node;

/** taken minus all the others: 0 when the books balance. */
export function imbalanceOf(books: NodeFigures['books']): number {
  return books.taken - books.stored - books.duplicate - books.deadLettered - books.inFlight - books.lost;
}
