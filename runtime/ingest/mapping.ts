/** Owns what a configured mapping means: which topics it takes and which sensor and metric they name. */
import type { MappingConfig } from '../config/schema.ts';

/** What a topic's levels name, before anyone has looked whether the names are good. */
export interface Named {
  readonly site: string;
  readonly sensor: string;
  /** Name for a value that brings none of its own. */
  readonly metric: string;
}

const LEVEL_NAME = /^\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
const REFERENCE = /\{([^{}]*)\}/g;

type Texts = Pick<MappingConfig, 'topic' | 'site' | 'sensor'> & { readonly metric?: string | undefined };

/** Everything wrong with a mapping, each with the key it is at. */
export function mappingProblems(
  mapping: Texts,
): readonly { readonly at: string; readonly problem: string }[] {
  const names = takenNames(mapping.topic);
  const taken = names.length > 0 ? `it takes ${names.map((n) => `{${n}}`).join(', ')}` : 'it takes none';
  const topic = topicProblem(mapping.topic, names);
  const found = topic ? [{ at: 'topic', problem: topic }] : [];
  for (const at of ['site', 'sensor', 'metric'] as const) {
    const template = mapping[at] ?? '';
    const unknown = references(template).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      found.push({ at, problem: `names {${unknown}}, which the topic does not take; ${taken}` });
    } else if (/[{}]/.test(template.replaceAll(REFERENCE, ''))) {
      found.push({ at, problem: 'has a { or } without its partner' });
    } else if (at === 'site' && template.includes(':')) {
      found.push({ at, problem: 'must not hold a colon: the first one in a sensor id ends the site' });
    }
  }
  return found;
}

/** A function from a topic's levels to what they name; undefined when the mapping does not take the topic. */
export function compileMapping(mapping: Texts): (levels: readonly string[]) => Named | undefined {
  const filter = mapping.topic.split('/');
  const open = filter.at(-1) === '#';
  if (open) filter.pop();
  const metric = mapping.metric ?? (takenNames(mapping.topic).includes('metric') ? '{metric}' : 'value');
  return (levels) => {
    if (open ? levels.length < filter.length : levels.length !== filter.length) return undefined;
    const taken = new Map<string, string>();
    for (const [index, want] of filter.entries()) {
      const level = levels[index] ?? '';
      const name = LEVEL_NAME.exec(want)?.[1];
      if (name !== undefined && level !== '') taken.set(name, level);
      else if (want !== '+' && want !== level) return undefined;
    }
    const fill = (template: string) => template.replace(REFERENCE, (_, name) => taken.get(name) ?? '');
    return { site: fill(mapping.site), sensor: fill(mapping.sensor), metric: fill(metric) };
  };
}

function topicProblem(topic: string, names: readonly string[]): string | undefined {
  const levels = topic.split('/');
  if (topic.startsWith('$')) return 'must not begin with $: those topics belong to the broker';
  if (levels.at(-1) === 'error') return 'must not end in /error: answers go there and are never read';
  if (new Set(names).size < names.length) return 'takes a name twice';
  const odd = levels.find((level, index) => !levelIsGood(level, index === levels.length - 1));
  return odd === undefined
    ? undefined
    : `has the level ${JSON.stringify(odd)}; a level is a text, {name}, + or (as the last) #`;
}

function levelIsGood(level: string, last: boolean): boolean {
  return level === '+' || (level === '#' && last) || LEVEL_NAME.test(level) || !/[{}+#]/.test(level);
}

function takenNames(topic: string): readonly string[] {
  return topic.split('/').flatMap((level) => LEVEL_NAME.exec(level)?.[1] ?? []);
}

function references(template: string): readonly string[] {
  return [...template.matchAll(REFERENCE)].map((match) => match[1] ?? '');
}
