/** Owns how numbers, sizes, durations and names are written. Pure. */

const KIB = 1024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** At most as many decimals as a person reads off: 1013.2, 21.46, 0.0031. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(2);
  const digits = size >= 100 ? 1 : size >= 1 ? 2 : 4;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** `1 sensor`, `2,000 sensors`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export function formatBytes(bytes: number): string {
  const step = bytes < KIB ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(KIB)));
  const amount = bytes / KIB ** step;
  return `${amount >= 100 || step === 0 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[step]}`;
}

/** ms -> `0.4 s`, `12 s`, `3 min`, `2 h 5 min`, `4 d 3 h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds > 0 && seconds < 1) return `${Math.ceil(seconds * 10) / 10} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** `site:name` -> its two parts; an id of another form is all name. */
export function partsOf(sensor: string): { readonly site: string; readonly name: string } {
  const at = sensor.indexOf(':');
  return at < 0 ? { site: '', name: sensor } : { site: sensor.slice(0, at), name: sensor.slice(at + 1) };
}

/** A unit that the metric's own name states, as in `oil_celsius`; empty when it states none. */
export function unitOf(metric: string): string {
  const [, last = ''] = /_([a-z0-9]+)$/i.exec(metric) ?? [];
  return STATED_UNITS[last.toLowerCase()] ?? '';
}

const STATED_UNITS: Readonly<Record<string, string>> = {
  celsius: '°C',
  fahrenheit: '°F',
  kelvin: 'K',
  percent: '%',
  hpa: 'hPa',
  kpa: 'kPa',
  bar: 'bar',
  kw: 'kW',
  kwh: 'kWh',
  watts: 'W',
  volts: 'V',
  amperes: 'A',
  hertz: 'Hz',
  rpm: 'rpm',
  seconds: 's',
  meters: 'm',
};
