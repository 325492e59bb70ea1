/** Owns asking the generator for one load and getting that load's result. */
import type { Child } from './child.ts';
import type { FillOrder, FillResult } from './fill.ts';
import type { FloodOrder, FloodResult } from './flood.ts';
import type { Answer, Order } from './generator.ts';
import type { PaceOrder, PaceResult } from './pace.ts';
import type { SinglyOrder, SinglyResult } from './singly.ts';

/** The generator's process, seen as the loads it makes; it makes one at a time. */
export interface Loads {
  flood(order: FloodOrder): Promise<FloodResult>;
  pace(order: PaceOrder): Promise<PaceResult>;
  fill(order: FillOrder): Promise<FillResult>;
  singly(order: SinglyOrder): Promise<SinglyResult>;
}

const OTHER = new Error('the generator answered another order');

export function loadsOf(generator: Child): Loads {
  const asked = async (order: Order): Promise<Answer> => {
    const answer = await generator.ask(order);
    if (!isAnswer(answer)) throw new Error('the generator answered something else');
    if (answer.kind === 'error') throw new Error(`the generator gave up: ${answer.message}`);
    return answer;
  };
  return {
    async flood(order) {
      const answer = await asked({ kind: 'flood', order });
      if (answer.kind !== 'flood') throw OTHER;
      return answer.result;
    },
    async pace(order) {
      const answer = await asked({ kind: 'pace', order });
      if (answer.kind !== 'pace') throw OTHER;
      return answer.result;
    },
    async fill(order) {
      const answer = await asked({ kind: 'fill', order });
      if (answer.kind !== 'fill') throw OTHER;
      return answer.result;
    },
    async singly(order) {
      const answer = await asked({ kind: 'singly', order });
      if (answer.kind !== 'singly') throw OTHER;
      return answer.result;
    },
  };
}

function isAnswer(answer: unknown): answer is Answer {
  return typeof answer === 'object' && answer !== null && 'kind' in answer;
}
