/** Owns reading a folder of labelled series: CSV files in group folders, and windows.json; judges nothing. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The shape of the Numenta Anomaly Benchmark's data: `<group>/<name>.csv` (`timestamp,value`) beside `windows.json`. */
export interface Series {
  /** Group and file, e.g. `realTraffic/speed_6005`. */
  readonly name: string;
  /** Epoch ms, as in the file: mostly ascending, duplicates happen. A time without a zone is taken as UTC. */
  readonly ts: Float64Array;
  readonly values: Float64Array;
  /** The labelled anomalies, first and last reading included; epoch ms, in order of time. */
  readonly windows: readonly Window[];
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

const LABELS = 'windows.json';

/** All series below `dir`, in order of their names. Throws with the file and line of what it cannot read. */
export async function loadSeries(dir: string): Promise<Series[]> {
  const labels = await readLabels(join(dir, LABELS));
  const found: Series[] = [];
  for (const file of await csvFiles(dir)) {
    const path = join(dir, file);
    const rows = rowsOf(path, await readFile(path, 'utf8'));
    found.push({ name: file.slice(0, -'.csv'.length), ...rows, windows: labels.get(file) ?? [] });
  }
  if (found.length === 0) throw new Error(`${dir}: holds no <group>/<name>.csv; name another with --data`);
  return found;
}

async function csvFiles(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const groups = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const files = await Promise.all(
    groups.map(async (group) => (await readdir(join(dir, group))).map((file) => `${group}/${file}`)),
  );
  return files
    .flat()
    .filter((file) => file.endsWith('.csv'))
    .sort();
}

function rowsOf(path: string, text: string): Pick<Series, 'ts' | 'values'> {
  const lines = text.split(/\r?\n/).slice(1);
  while (lines.at(-1) === '') lines.pop();
  const ts = new Float64Array(lines.length);
  const values = new Float64Array(lines.length);
  for (const [i, line] of lines.entries()) {
    const [time = '', value = ''] = line.split(',');
    ts[i] = timeOf(time);
    values[i] = value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isNaN(ts[i]) || Number.isNaN(values[i])) {
      throw new Error(`${path}:${i + 2}: ${JSON.stringify(line)} is not a time and a number`);
    }
  }
  return { ts, values };
}

async function readLabels(path: string): Promise<ReadonlyMap<string, readonly Window[]>> {
  const labels: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof labels !== 'object' || labels === null) throw new Error(`${path}: is not an object`);
  return new Map(Object.entries(labels).map(([file, windows]) => [file, windowsOf(path, file, windows)]));
}

function windowsOf(path: string, file: string, windows: unknown): readonly Window[] {
  const read = Array.isArray(windows) ? windows.map(windowOf) : [undefined];
  return read
    .map((window) => {
      if (window === undefined) throw new Error(`${path}: ${file}: is not a list of [from, to]`);
      return window;
    })
    .sort((a, b) => a.from - b.from);
}

function windowOf(pair: unknown): Window | undefined {
  if (!Array.isArray(pair)) return undefined;
  const [from = Number.NaN, to = Number.NaN] = pair.map((time) => timeOf(String(time)));
  return from <= to ? { from, to } : undefined;
}

/** `2014-04-10 16:15:00` with any fraction, or what `Date.parse` reads. */
function timeOf(text: string): number {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text.trim());
  return Date.parse(zoned ? text.trim() : `${text.trim().replace(' ', 'T')}Z`);
}
