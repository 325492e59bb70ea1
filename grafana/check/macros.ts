/** Owns expanding macros as Grafana's backend does: by regular expressions, with all their blind spots. */

export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
  /** Of one point. */
  readonly intervalMs: number;
}

const CALL = /\$([_a-zA-Z0-9]+)\(([^)]*)\)/g;

/** Throws as Grafana does for a macro it does not know. Arguments end at the first `)`. */
export function expandSql(sql: string, range: TimeRange): string {
  const spaced = sql
    .replaceAll('$__interval_ms', String(range.intervalMs))
    .replaceAll('$__interval', intervalText(range.intervalMs));
  return spaced.replaceAll(CALL, (call: string, name: string, inside: string, at: number) => {
    const args = inside.split(',').map((arg) => arg.trim());
    // As before Grafana 5.3: followed by a comma it names its column itself.
    const alias = name === '__timeGroup' && spaced[at + call.length] === ',';
    return sqlMacro(alias ? '__timeGroupAlias' : name, args, range);
  });
}

function sqlMacro(name: string, args: readonly string[], range: TimeRange): string {
  const [column = ''] = args;
  const [from, to] = [range.from.toISOString(), range.to.toISOString()];
  switch (name) {
    case '__time':
      return `${column} AS "time"`;
    case '__timeFilter':
      return `${column} BETWEEN '${from}' AND '${to}'`;
    case '__timeFrom':
      return `'${from}'`;
    case '__timeTo':
      return `'${to}'`;
    case '__timeGroup': {
      const seconds = secondsOf(args[1]);
      return `floor(extract(epoch from ${column})/${seconds})*${seconds}`;
    }
    case '__timeGroupAlias':
      return `${sqlMacro('__timeGroup', args, range)} AS "time"`;
    default:
      throw new Error(`unknown macro "${name}"`);
  }
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

function secondsOf(interval = ''): number {
  const [, amount, unit = ''] = /^'?(\d+)(ms|s|m|h|d)'?$/.exec(interval) ?? [];
  const seconds = UNIT_SECONDS[unit];
  if (amount === undefined || seconds === undefined) throw new Error(`error parsing interval ${interval}`);
  return Number(amount) * seconds;
}

/** Whatever stands before `.bucket` and the like is replaced with it, `v` or not. */
export function expandFlux(query: string, range: TimeRange): string {
  const [from, to] = [range.from.toISOString(), range.to.toISOString()];
  const known: Readonly<Record<string, string>> = {
    timeRangeStart: from,
    timeRangeStop: to,
    windowPeriod: goDuration(range.intervalMs),
    bucket: '""',
    defaultBucket: '"readings"',
    organization: '"anemos"',
  };
  let expanded = query;
  for (const [whole, , word = ''] of query.matchAll(/([a-zA-Z]+)\.([a-zA-Z]+)/g)) {
    const value = Object.hasOwn(known, word) ? known[word] : undefined;
    if (value !== undefined) expanded = expanded.replaceAll(whole, value);
  }
  return expanded
    .replaceAll('$__interval_ms', String(range.intervalMs))
    .replaceAll('$__interval', intervalText(range.intervalMs));
}

function intervalText(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's']) {
    const count = ms / 1000 / (UNIT_SECONDS[unit] ?? 1);
    if (count >= 1) return `${Math.floor(count)}${unit}`;
  }
  return `${ms}ms`;
}

/** `1h0m0s`, as Go writes durations. */
function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const seconds = Math.floor(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h > 0 ? `${h}h` : ''}${seconds >= 60 ? `${m}m` : ''}${s}s`;
}
