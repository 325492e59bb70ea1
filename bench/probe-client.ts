/** Owns having a probe in a child process, and asking it. */
import { threadFile } from '../runtime/threads/rpc.ts';
import type { Child } from './child.ts';
import type { Figures } from './probe.ts';

/** Of the node executable. */
export const PROBE: readonly string[] = ['--import', threadFile('./probe', import.meta.url).href];

export async function figuresOf(child: Child): Promise<Figures> {
  const answer = await child.ask({});
  if (!isFigures(answer)) throw new Error('the probe answered something else');
  return answer;
}

function isFigures(answer: unknown): answer is Figures {
  return typeof answer === 'object' && answer !== null && 'loopMax' in answer && 'rssBytes' in answer;
}
