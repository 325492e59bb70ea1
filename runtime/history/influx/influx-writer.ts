/** Owns getting lines into InfluxDB in order, and finding the ones among them that it refuses. */
import type { Refusal } from './influx-answers.ts';
import type { InfluxClient } from './influx-client.ts';
import type { Line } from './line-protocol.ts';

export interface RefusedLine {
  readonly line: Line;
  readonly reason: string;
}

/** InfluxDB's own advice for a batch. */
const LINES_A_REQUEST = 5000;
const MAX_REASON = 500;

/**
 * Stores `lines`, one request at a time; resolves with those refused, the rest is stored. Throws Unavailable, and
 * then some may be stored: writing them again changes nothing.
 */
export async function writeLines(
  client: Pick<InfluxClient, 'write'>,
  lines: readonly Line[],
): Promise<readonly RefusedLine[]> {
  const refused: RefusedLine[] = [];
  for (let start = 0; start < lines.length; start += LINES_A_REQUEST) {
    refused.push(...(await bisect(client, lines.slice(start, start + LINES_A_REQUEST))));
  }
  return refused;
}

async function bisect(client: Pick<InfluxClient, 'write'>, lines: readonly Line[]): Promise<RefusedLine[]> {
  const refusal = await client.write(lines.map(({ text }) => text));
  if (!refusal) return [];
  if (lines.length === 1 || allDropped(refusal, lines.length)) {
    return lines.map((line) => ({ line, reason: reasonOf(refusal) }));
  }
  const middle = lines.length >> 1;
  const first = await bisect(client, lines.slice(0, middle));
  return [...first, ...(await bisect(client, lines.slice(middle)))];
}

/** A backlog older than the bucket's retention is refused whole: no need to ask for each line. */
function allDropped({ status, message }: Refusal, lines: number): boolean {
  const [, dropped] = /partial write:.*\bdropped=(\d+)/.exec(message) ?? [];
  return status === 422 && Number(dropped) === lines;
}

function reasonOf({ status, message }: Refusal): string {
  return `InfluxDB answered ${status}: ${message.slice(0, MAX_REASON)}`;
}
