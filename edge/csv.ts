/** Owns reading a CSV of measurements: a header row, a time column, one column for each metric. */
import type { EpochMs } from '../runtime/vocabulary.ts';

export interface CsvRow {
  readonly ts: EpochMs;
  /** Line in the file, from 1: the same row has the same number in every replay. */
  readonly line: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A line that is no row, with the reason. */
export interface CsvProblem {
  readonly line: number;
  readonly problem: string;
}

const TIME_COLUMNS: readonly string[] = ['timestamp', 'ts', 'time', 'date', 'datetime'];
/** Numbers below are seconds, as in ingest. */
const SECONDS_BELOW = 1e11;

/**
 * Rows in the file's order. Times are numbers (s or ms) or texts such as `2013-12-02 21:15:00`, UTC when they
 * name no zone; an empty cell is no value. Without a column named like a time the first one is it.
 */
export async function* readCsv(lines: AsyncIterable<string>): AsyncGenerator<CsvRow | CsvProblem> {
  let header: readonly string[] | undefined;
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    const cells = text
      .replace(/^\ufeff/, '')
      .split(',')
      .map(unquoted);
    if (header === undefined) header = cells;
    else yield rowOf(header, cells, line);
  }
}

function rowOf(header: readonly string[], cells: readonly string[], line: number): CsvRow | CsvProblem {
  const named = header.findIndex((name) => TIME_COLUMNS.includes(name.toLowerCase()));
  const timeColumn = Math.max(0, named);
  if (cells.length !== header.length) {
    return { line, problem: `has ${cells.length} cells, the header has ${header.length}` };
  }
  const ts = timeOf(cells[timeColumn] ?? '');
  if (Number.isNaN(ts)) return { line, problem: `${JSON.stringify(cells[timeColumn])} is not a time` };
  const values: Record<string, number> = {};
  for (const [column, cell] of cells.entries()) {
    const name = header[column];
    if (column === timeColumn || cell === '' || !name) continue;
    const value = Number(cell);
    if (!Number.isFinite(value)) return { line, problem: `${JSON.stringify(cell)} is not a number` };
    values[name] = value;
  }
  return Object.keys(values).length > 0 ? { ts, line, values } : { line, problem: 'has no value' };
}

function timeOf(cell: string): EpochMs {
  if (/^\d+(?:\.\d+)?$/.test(cell)) {
    const number = Number(cell);
    return Math.round(number < SECONDS_BELOW ? number * 1000 : number);
  }
  const iso = cell.replace(' ', 'T');
  return Date.parse(/(?:[Zz]|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
}

function unquoted(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, '$1');
}
