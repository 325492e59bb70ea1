/** Owns the table and the verdicts of the REST measurement. */
import type { RestRun } from './rest.ts';
import { INGEST_RATE, SENSORS } from './rest.ts';
import { table } from './table.ts';

export const REST_GOALS = { rate: 3000, ingestP99Factor: 2 } as const;

export function restReport({ alone, rows }: RestRun): string {
  const [peer] = rows;
  const head = [
    'asked',
    'requests/s',
    'of bare Express',
    'failures',
    'PUBACK p50 ms',
    'p99 ms',
    'p99 / alone',
  ];
  const cells = rows.map(({ what, http, ingest }) => [
    what,
    http.rate.toFixed(0),
    (http.rate / (peer?.http.rate ?? Number.NaN)).toFixed(2),
    String(http.failures),
    ...(ingest
      ? [ingest.p50.toFixed(2), ingest.p99.toFixed(2), (ingest.p99 / alone.p99).toFixed(2)]
      : ['-', '-', '-']),
  ]);
  const quiet = ['nothing', '-', '-', '-', alone.p50.toFixed(2), alone.p99.toFixed(2), '1.00'];
  const one = rows.find(({ what }) => what === 'one sensor');
  const rate = one?.http.rate ?? Number.NaN;
  const factor = (one?.ingest?.p99 ?? Number.NaN) / alone.p99;
  return [
    `REST while ${SENSORS} sensors publish ${INGEST_RATE} messages/s, by ${peer?.http.by}`,
    '',
    table(head, [quiet, ...cells]),
    '',
    said(
      rate >= REST_GOALS.rate,
      `at least ${REST_GOALS.rate} requests/s for one sensor: ${rate.toFixed(0)}`,
    ),
    said(
      factor <= REST_GOALS.ingestP99Factor,
      `PUBACK p99 at most ${REST_GOALS.ingestP99Factor} times that alone: ${factor.toFixed(2)}`,
    ),
  ].join('\n');
}

/** As the other reports have it. */
function said(met: boolean, text: string): string {
  return `    ${met ? 'met   ' : 'MISSED'} ${text}`;
}
