/** Owns asking the node about itself: `/api/v1/node` where it is offered, its metrics elsewhere. */
import { bearer } from './bearer.ts';
import { figuresOf, type NodeFigures } from './node-figures.ts';
import { offers } from './offers.ts';
import { ask } from './rest.ts';

export async function loadNode(signal: AbortSignal): Promise<NodeFigures> {
  if (await offers('/node')) return await ask('node', { signal });
  const response = await fetch('metrics', { headers: bearer(), signal });
  return figuresOf(await response.text());
}
