/** Owns a cloud's knowledge of edges for tests: over a real state, told by hand what its door would tell. Tests only. */
import type { State } from '../../state/state.ts';
import { type EdgesPart, openEdges } from '../edges.ts';
import { type EdgeCommand, type EdgeNotice, PROTOCOL, type Report } from '../protocol.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
export const REPORT: Report = {
  ...{ epoch: 'e1', taken: 9, handedOver: 7, kept: 1, documents: [], commands: 0 },
  backlog: { entries: 1, bytes: 10, rate: 0 },
};

export class Bed {
  readonly #part: EdgesPart;
  /** Topic and payload of everything sent down. */
  readonly sent: { readonly topic: string; readonly payload: string }[];
  at = 1000;

  private constructor(part: EdgesPart, sent: Bed['sent']) {
    this.#part = part;
    this.sent = sent;
  }

  static async over(state: State): Promise<Bed> {
    const sent: Bed['sent'] = [];
    let now = () => 0;
    const part = await openEdges({
      state,
      publish: async (message) => void sent.push(message),
      counts: async () => [],
      check: async (_, body) => (body === 'bad' ? [{ path: '[0]', message: 'is bad' }] : []),
      now: () => now(),
      log: SILENT,
    });
    const bed = new Bed(part, sent);
    now = () => bed.at;
    return bed;
  }

  get edges() {
    return this.#part.edges;
  }

  /** Resolves when all of it is dealt with. */
  async hear(...notices: readonly Notice[]): Promise<void> {
    for (const notice of notices) this.#part.notice({ id: 'pi', at: this.at, ...notice });
    await this.#part[Symbol.asyncDispose]();
  }

  async hello(): Promise<void> {
    const hello = { protocol: PROTOCOL, epoch: 'e1', now: this.at - 250 };
    await this.hear({ kind: 'connected' }, { kind: 'hello', hello });
  }

  async report(commands: number): Promise<void> {
    await this.hear({ kind: 'report', report: { ...REPORT, commands } });
  }

  async transitions(): Promise<void> {
    this.#part.transitions();
    await this.#part[Symbol.asyncDispose]();
  }

  /** What was sent down since the last call. */
  take(what: string): string[] {
    const all = this.sent.splice(0);
    return all.filter(({ topic }) => topic === `v1/$edge/pi/down/${what}`).map(({ payload }) => payload);
  }

  takeCommands(): EdgeCommand[][] {
    return this.take('commands').map((payload) => JSON.parse(payload));
  }
}

type Notice = EdgeNotice extends infer N ? (N extends EdgeNotice ? Omit<N, 'id' | 'at'> : never) : never;
