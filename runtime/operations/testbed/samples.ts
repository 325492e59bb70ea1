/** Owns samples of operations for tests: a node, two edges, a loss, a rule, readers that are behind. */
import type { LedgerRow } from '../../vocabulary.ts';
import type { EdgeSample, OperationsSample } from '../port.ts';

export function edgeSample(id: string, more: Partial<EdgeSample> = {}): EdgeSample {
  return {
    id,
    connected: true,
    lastSeen: Date.now(),
    clockSkewSeconds: 0.25,
    ...{ backlogEntries: 0, backlogBytes: 0, backlogAgeSeconds: 0, rate: 12.5 },
    ...{ taken: 100, handedOver: 90, kept: 10, received: 90, duplicate: 3, lost: 0 },
    ...more,
  };
}

export function lossRow(n: number, more: Partial<LedgerRow> = {}): LedgerRow {
  return {
    n,
    at: Date.now(),
    ...{ first: n * 10, last: n * 10 + 4, readings: 5, values: 10, reader: 'history' },
    reason: 'quota',
    ...more,
  };
}

/** Nodes of different numbers are different nodes. */
export function operationsSample(node: number, more: Partial<OperationsSample> = {}): OperationsSample {
  return {
    node: { id: node.toString(16).padStart(32, '0'), name: `node-${node}`, startedAt: Date.now() - 60_000 },
    counts: {
      ...{
        received: 1000,
        rejected: 3,
        other: 7,
        entries: 990,
        readings: 985,
        values: 1970,
        heldBytes: 65_536,
      },
      ...{ sensors: 12, quarantined: 1, deadLetters: 2, alarmsOpen: 4, transitions: 30 },
      ...{ transitionsPending: 1, edges: 2, edgesConnected: 1 },
    },
    readers: [
      { reader: 'sensors', cursor: 50, head: 50, lag: 0 },
      { reader: 'history', cursor: 40, head: 50, lag: 100, ageSeconds: 4.5 },
    ],
    books: [
      {
        ...{ reader: 'history', taken: 1970, stored: 1700, duplicate: 40, deadLettered: 10, inFlight: 200 },
        lost: 20,
      },
    ],
    edges: [
      edgeSample('pi-1'),
      edgeSample('pi-2', {
        ...{ connected: false, backlogEntries: 500, backlogBytes: 40_000, backlogAgeSeconds: 90, rate: 0 },
        ...{ lastSeen: Date.now() - 90_000, drainSeconds: 40 },
      }),
    ],
    losses: [],
    rules: [
      {
        ...{ id: 'hot', sensors: 'farm1:*', pattern: '^(?:farm1\\:.*)$', metric: 'temp', direction: 'above' },
        ...{ limit: 90, deadband: 2, forSeconds: 10, severity: 'MAJOR' },
      },
    ],
    ...more,
  };
}
