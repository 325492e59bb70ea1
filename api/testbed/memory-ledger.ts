/** Owns the ledger port over an array, for API tests. */
import type { Ledger } from '../../runtime/ports.ts';
import type { LedgerRow } from '../../runtime/vocabulary.ts';

export function memoryLedger(rows: readonly LedgerRow[], check: () => void): Ledger {
  return {
    async list({ limit, before, edge }) {
      check();
      return rows
        .filter((row) => edge === undefined || row.edge === edge)
        .filter(({ n }) => before === undefined || n < before)
        .sort((a, b) => b.n - a.n)
        .slice(0, limit);
    },
  };
}

export function loss(n: number, more: Partial<LedgerRow> = {}): LedgerRow {
  return {
    n,
    at: Date.parse('2026-03-01T12:00:00.000Z') + n,
    first: n * 10,
    last: n * 10 + 9,
    readings: 10,
    values: 20,
    reader: 'history',
    reason: 'the journal is full',
    ...more,
  };
}
