/** Owns reading Prometheus' text exposition and finding in it what promtool and Prometheus' naming rules object to. Tests only. */

export interface Sample {
  /** With the suffix of its part of a histogram. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const SAMPLE = /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/g;

/** Throws on a line that is none of the format. */
export function parseExposition(text: string): readonly Family[] {
  const families: { name: string; type: string; help: string; samples: Sample[] }[] = [];
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    const last = families.at(-1);
    if (keyword === 'HELP') families.push({ name, type: '', help: rest, samples: [] });
    else if (keyword === 'TYPE' && last?.name === name) last.type = rest;
    else last?.samples.push(sampleOf(line));
  }
  return families;
}

function sampleOf(line: string): Sample {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a sample: ${line}`);
  const pairs = Array.from(labels.matchAll(LABEL), ([, key = '', text = '']) => [key, text] as const);
  if (pairs.map(([key, text]) => `${key}="${text}"`).join(',') !== labels)
    throw new Error(`labels of ${line}`);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}

/** Labels whose values are few; an edge is one of a thousand at most. */
const LABELS = new Set([
  ...[
    'direction',
    'edge',
    'file',
    'le',
    'outcome',
    'reader',
    'reason',
    'role',
    'severity',
    'state',
    'thread',
  ],
  ...['connected', 'node_version', 'version'],
]);
const WRONG_UNITS = /_(ms|millis\w*|milliseconds|us|micros\w*|minutes|hours|days|kb|mb|kib|mib|percent)(_|$)/;

export function lint(families: readonly Family[]): readonly string[] {
  const names = families.map(({ name }) => name);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  return [...twice.map((name) => `${name}: twice`), ...families.flatMap(lintFamily)];
}

function lintFamily({ name, type, help, samples }: Family): readonly string[] {
  const found: string[] = [];
  const object = (bad: boolean, text: string) => bad && found.push(`${name}: ${text}`);
  object(!/^(anemos|process)_[a-z0-9_]+$/.test(name), 'no name of ours');
  object(!['counter', 'gauge', 'histogram'].includes(type), `type ${type}`);
  object((type === 'counter') !== name.endsWith('_total'), 'counters, and they alone, end in _total');
  object(/_(count|sum|bucket|counter|gauge|histogram)$/.test(name), 'a suffix that means something else');
  object(WRONG_UNITS.test(name), 'not in base units');
  object(help.length < 15 || help === name, 'no help');
  for (const { name: part, labels, value } of samples) {
    const unknown = Object.keys(labels).filter((label) => !LABELS.has(label));
    object(unknown.length > 0, `labels ${unknown}`);
    object(Number.isNaN(value), 'not a number');
    object(type === 'counter' && value < 0, 'a counter below 0');
    object(part !== name && type !== 'histogram', `a sample called ${part}`);
  }
  const keys = samples.map(({ name: part, labels }) => `${part} ${JSON.stringify(labels)}`);
  object(new Set(keys).size !== keys.length, 'a series twice');
  if (type === 'histogram') lintHistogram(samples, object);
  return found;
}

function lintHistogram(samples: readonly Sample[], object: (bad: boolean, text: string) => void): void {
  const buckets = samples.filter(({ name }) => name.endsWith('_bucket'));
  const bounds = buckets.map(({ labels }) =>
    labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le),
  );
  const ascend = (list: readonly number[]) => list.every((value, i) => value >= (list[i - 1] ?? value));
  object(bounds.at(-1) !== Number.POSITIVE_INFINITY || !ascend(bounds), 'bounds that do not rise to +Inf');
  object(!ascend(buckets.map(({ value }) => value)), 'buckets that are not cumulated');
  const count = samples.find(({ name }) => name.endsWith('_count'));
  object(count?.value !== buckets.at(-1)?.value, 'a count that is not that of the last bucket');
  object(!samples.some(({ name }) => name.endsWith('_sum')), 'no sum');
}
