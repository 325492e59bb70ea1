/** Owns when the demo cuts its link: as the command line wishes, and when somebody types `cut`; it mends itself. */
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoLink } from './link.ts';
import { DEFAULT_CUT, readSeconds } from './options.ts';

export interface CutsOptions {
  readonly link: Pick<DemoLink, 'cut' | 'mend' | 'isCut'>;
  /** s of a cut soon after the start; absent = none. */
  readonly first: number | undefined;
  readonly input: NodeJS.ReadableStream;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** ms from the start to the first cut: time to see that all is well. */
const FIRST_AFTER = 10_000;

/** Until `signal` aborts. */
export async function cutOnWish({ link, first, input, signal, say }: CutsOptions): Promise<void> {
  const cuts: Promise<void>[] = [];
  const wait = (ms: number) => delay(ms, true, { signal }).catch(() => false);
  const cut = async (seconds: number) => {
    if (link.isCut()) return say('The link is cut already.');
    link.cut();
    say(`Cutting the link between edge and cloud for ${seconds} s.`);
    const over = await wait(seconds * 1000);
    link.mend();
    if (over) say('The link is whole again; the edge tries every few seconds.');
  };
  const cutFirst = async (seconds: number) => {
    if (await wait(FIRST_AFTER)) await cut(seconds);
  };
  if (first !== undefined) cuts.push(cutFirst(first));
  // A job in the background may not read from its terminal.
  input.on('error', () => {});
  const lines = createInterface({ input, terminal: false });
  lines.on('line', (typed) => {
    const seconds = wished(typed);
    if (seconds !== undefined) cuts.push(cut(seconds));
    else if (typed.trim() !== '') say('Type "cut", or for another time than a minute "cut 10s".');
  });
  await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
  lines.close();
  await Promise.all(cuts);
}

function wished(typed: string): number | undefined {
  const [word, time, ...more] = typed.trim().split(/ +/);
  if (word !== 'cut' || more.length > 0) return undefined;
  return time === undefined ? DEFAULT_CUT : readSeconds(time);
}
