/** Owns finding the limits to draw: from rules, and from what an alarm says of its own where the rule is an edge's. Pure. */

export interface Limit {
  readonly rule: string;
  readonly metric: string;
  readonly direction: 'above' | 'below';
  readonly limit: number;
}

/** A rule as REST and configuration write it: `above` or `below` holds the limit; what has neither is no limit. */
export interface RuleShown {
  readonly id?: unknown;
  readonly sensors?: unknown;
  readonly metric?: unknown;
  readonly above?: unknown;
  readonly below?: unknown;
}

export function limitsOfRules(sensor: string, rules: readonly RuleShown[]): readonly Limit[] {
  return rules.flatMap(({ id, sensors = '*', metric, above, below }) => {
    if (typeof id !== 'string' || typeof metric !== 'string') return [];
    if (typeof sensors !== 'string' || !matches(sensors, sensor)) return [];
    const direction = typeof above === 'number' ? 'above' : 'below';
    const limit = direction === 'above' ? above : below;
    return typeof limit === 'number' ? [{ rule: id, metric, direction, limit }] : [];
  });
}

/** `temp 91.2 above 90 for 10 s` -> 90. */
export function limitOfAlarm({
  rule,
  metric,
  message,
}: {
  readonly rule: string;
  readonly metric?: string;
  readonly message: string;
}): Limit | undefined {
  const [, direction, limit] = / (above|below) (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?: |$)/.exec(message) ?? [];
  if (metric === undefined || limit === undefined) return undefined;
  return { rule, metric, direction: direction === 'below' ? 'below' : 'above', limit: Number(limit) };
}

/** Each rule's limit once, the first that is found. */
export function distinct(limits: readonly (Limit | undefined)[]): readonly Limit[] {
  const seen = new Map<string, Limit>();
  for (const limit of limits) {
    if (!limit) continue;
    const key = `${limit.rule} ${limit.metric}`;
    if (!seen.has(key)) seen.set(key, limit);
  }
  return [...seen.values()];
}

/** `*` and `?` as in the rules' globs. */
function matches(glob: string, text: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(text);
}
