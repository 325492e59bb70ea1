/** Owns the load generator's process: takes one order at a time over IPC, answers with its result. */
import { type FloodOrder, type FloodResult, flood } from './flood.ts';
import { type PaceOrder, type PaceResult, pace } from './pace.ts';

export type Order =
  | { readonly kind: 'flood'; readonly order: FloodOrder }
  | { readonly kind: 'pace'; readonly order: PaceOrder };

export type Answer =
  | { readonly kind: 'flood'; readonly result: FloodResult }
  | { readonly kind: 'pace'; readonly result: PaceResult }
  | { readonly kind: 'error'; readonly message: string };

async function carryOut(order: Order): Promise<Answer> {
  try {
    if (order.kind === 'flood') return { kind: 'flood', result: await flood(order.order) };
    return { kind: 'pace', result: await pace(order.order) };
  } catch (error) {
    return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', async (order: Order) => {
  process.send?.(await carryOut(order));
});
