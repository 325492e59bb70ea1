/** Owns the stretch of time a chart shows: presets that end now, or a fixed one; zoom, pan, and how fine to ask. Pure. */

export type Range =
  /** Ends now and moves on with it. */
  | { readonly kind: 'last'; readonly ms: number }
  | { readonly kind: 'fixed'; readonly from: number; readonly to: number };

export interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const PRESETS: readonly { readonly name: string; readonly label: string; readonly ms: number }[] = [
  { name: '5m', label: '5 min', ms: 5 * MINUTE },
  { name: '15m', label: '15 min', ms: 15 * MINUTE },
  { name: '1h', label: '1 h', ms: HOUR },
  { name: '6h', label: '6 h', ms: 6 * HOUR },
  { name: '24h', label: '24 h', ms: 24 * HOUR },
  { name: '7d', label: '7 d', ms: 168 * HOUR },
  { name: '30d', label: '30 d', ms: 720 * HOUR },
];

const FIRST: Range = { kind: 'last', ms: 15 * MINUTE };
const NARROWEST = 2000;
const WIDEST = 5 * 366 * 24 * HOUR;

export function readRange(query: URLSearchParams): Range {
  const from = Number(query.get('from') ?? Number.NaN);
  const to = Number(query.get('to') ?? Number.NaN);
  if (to - from >= NARROWEST && to - from <= WIDEST) return { kind: 'fixed', from, to };
  const preset = PRESETS.find(({ name }) => name === query.get('last'));
  return preset ? { kind: 'last', ms: preset.ms } : FIRST;
}

export function writeRange(range: Range): Readonly<Record<string, string>> {
  if (range.kind === 'fixed') return { from: String(range.from), to: String(range.to) };
  const preset = PRESETS.find(({ ms }) => ms === range.ms);
  return preset ? { last: preset.name } : {};
}

export function spanOf(range: Range, now: number): Span {
  return range.kind === 'fixed' ? range : { from: now - range.ms, to: now };
}

/** By a share of its width, never past now: there is nothing to see. */
export function pan(range: Range, share: number, now: number): Range {
  const { from, to } = spanOf(range, now);
  const step = Math.min((to - from) * share, now - to);
  return step === 0 ? range : { kind: 'fixed', from: Math.round(from + step), to: Math.round(to + step) };
}

/** `factor` below 1 looks closer; around the middle, or around now when the range ends there. */
export function zoom(range: Range, factor: number, now: number): Range {
  const { from, to } = spanOf(range, now);
  const width = Math.min(WIDEST, Math.max(NARROWEST, (to - from) * factor));
  const end = range.kind === 'last' ? now : Math.min(now, (from + to + width) / 2);
  return { kind: 'fixed', from: Math.round(end - width), to: Math.round(end) };
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Width of buckets in ms for about 400 of them, at least 1 s; undefined when raw readings are few enough. */
export function everyFor(width: number): number | undefined {
  if (width <= 15 * MINUTE) return undefined;
  const seconds = width / 1000 / 400;
  return (STEPS.find((step) => step >= seconds) ?? 86_400 * Math.ceil(seconds / 86_400)) * 1000;
}
