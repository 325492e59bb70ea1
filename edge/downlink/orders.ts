/** Owns what this edge works by: its own configuration, and beside it what the cloud has sent. */
import { checkModels } from '../../runtime/edges/models.ts';
import { Rejected } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { StateStore } from '../../runtime/state/port.ts';
import type { Rule, UplinkModeRule } from '../../runtime/vocabulary.ts';
import { createDocuments, type Documents } from './documents.ts';

/** Reads a document; rejects with Rejected naming every problem. */
export interface DocumentReaders {
  rules(body: unknown): Promise<readonly Rule[]>;
  modes(body: unknown): Promise<readonly UplinkModeRule[]>;
}

export interface OrdersOptions {
  readonly state: Pick<StateStore, 'document' | 'commit'>;
  readonly own: { readonly rules: readonly Rule[]; readonly modes: readonly UplinkModeRule[] };
  readonly read: DocumentReaders;
  readonly log: Log;
}

/** Who works by them; each resolves when the change is durable. */
export interface Followers {
  setRules(rules: readonly Rule[]): Promise<void>;
  setModes(modes: readonly UplinkModeRule[]): Promise<void>;
}

export interface Orders {
  readonly documents: Documents;
  rules(): readonly Rule[];
  modes(): readonly UplinkModeRule[];
  /** From now on `followers` are told of every change. */
  follow(followers: Followers): void;
}

/** With what was applied before the restart already in it. */
export async function openOrders({ state, own, read, log }: OrdersOptions): Promise<Orders> {
  let { rules, modes } = own;
  let followers: Followers | undefined;
  const documents = createDocuments({
    state,
    log,
    apply: {
      async rules(body) {
        const pushed = await read.rules(body);
        const double = pushed.find(({ id }) => own.rules.some((mine) => mine.id === id));
        if (double)
          throw new Rejected(
            `rule "${double.id}" stands in this edge's own configuration; give it another id`,
          );
        const all = [...own.rules, ...pushed];
        await followers?.setRules(all);
        rules = all;
      },
      async sensors(body) {
        // The first that matches counts, and the cloud's word is the newer one.
        const all = [...(await read.modes(body)), ...own.modes];
        await followers?.setModes(all);
        modes = all;
      },
      async models(body) {
        checkModels(body);
      },
    },
  });
  await documents.restore();
  return {
    documents,
    rules: () => rules,
    modes: () => modes,
    follow(given) {
      followers = given;
    },
  };
}
