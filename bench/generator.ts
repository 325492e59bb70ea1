/** Owns the load generator's process: takes one order at a time over IPC, answers with its result. */
import { type FillOrder, type FillResult, fill } from './fill.ts';
import { type FloodOrder, type FloodResult, flood } from './flood.ts';
import { type PaceOrder, type PaceResult, pace } from './pace.ts';
import { type SinglyOrder, type SinglyResult, singly } from './singly.ts';

export type Order =
  | { readonly kind: 'flood'; readonly order: FloodOrder }
  | { readonly kind: 'pace'; readonly order: PaceOrder }
  | { readonly kind: 'fill'; readonly order: FillOrder }
  | { readonly kind: 'singly'; readonly order: SinglyOrder };

export type Answer =
  | { readonly kind: 'flood'; readonly result: FloodResult }
  | { readonly kind: 'pace'; readonly result: PaceResult }
  | { readonly kind: 'fill'; readonly result: FillResult }
  | { readonly kind: 'singly'; readonly result: SinglyResult }
  | { readonly kind: 'error'; readonly message: string };

async function carryOut({ kind, order }: Order): Promise<Answer> {
  try {
    switch (kind) {
      case 'flood':
        return { kind, result: await flood(order) };
      case 'pace':
        return { kind, result: await pace(order) };
      case 'fill':
        return { kind, result: await fill(order) };
      case 'singly':
        return { kind, result: await singly(order) };
    }
  } catch (error) {
    return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', async (order: Order) => {
  process.send?.(await carryOut(order));
});
