/** Owns asking the node about itself: `/api/v1/node` where it is offered, its metrics and `/readyz` elsewhere. */
import { bearer } from './bearer.ts';
import { figuresOf, type NodeFigures, type Part } from './node-figures.ts';
import { offers } from './offers.ts';
import { ask } from './rest.ts';

export async function loadNode(signal: AbortSignal): Promise<NodeFigures> {
  if (await offers('/node')) return await ask('node', { signal });
  const headers = bearer();
  const [metrics, ready] = await Promise.all([
    fetch('metrics', { headers, signal }).then((response) => response.text()),
    fetch('readyz', { headers, signal }).then((response) => response.json()),
  ]);
  const { parts: health }: { readonly parts: readonly Part[] } = ready;
  return { ...figuresOf(metrics), health };
}
