/** Owns what the schema cannot see in one value: rules with the same id, globs that match nothing, bad templates, no way in. */
import { mappingProblems } from '../ingest/mapping.ts';
import { isGroup } from './config-file.ts';
import type { Problem } from './explain.ts';
import { globProblem } from './globs.ts';

/** Looks at raw data, so that one wrong value does not hide these problems. */
export function crossCheck(data: unknown): readonly Problem[] {
  if (!isGroup(data)) return [];
  return [...rules(data.rules), ...mappings(data.mappings), ...door(data), ...uplink(data)];
}

function door({ mqtt }: Item): readonly Problem[] {
  if (!isGroup(mqtt)) return [];
  const { plain, tls }: Item = mqtt;
  if (plain !== false || tls !== undefined) return [];
  return [
    { path: ['mqtt', 'plain'], text: 'leaves no way in without mqtt.tls; set that, or leave plain out' },
  ];
}

/** An edge needs no SQL and gets none; only an edge has an uplink; a password travels in the clear on this machine only. */
function uplink({ role, sql, uplink: link }: Item): readonly Problem[] {
  const found: Problem[] = [];
  if (role === 'edge' && sql !== undefined) {
    found.push({
      path: ['sql'],
      text: 'an edge keeps its alarms in its own file; leave sql and DATABASE_URL out, or set role: cloud',
    });
  }
  if (link === undefined) return found;
  if (role !== 'edge') found.push({ path: ['uplink'], text: 'only an edge has an uplink; set role: edge' });
  if (!isGroup(link)) return found;
  const { url, modes }: Item = link;
  const at = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (at?.protocol === 'mqtt:' && !isLoopback(at.hostname)) {
    const text =
      'would send the password and all readings in the clear; write mqtts://, or tunnel it to this machine';
    found.push({ path: ['uplink', 'url'], text });
  }
  if (at && (at.username || at.password)) {
    found.push({ path: ['uplink', 'url'], text: 'holds a user or password; they have keys of their own' });
  }
  return [
    ...found,
    ...groups(modes).flatMap(([index, { sensors }]) => {
      const bad = typeof sensors === 'string' ? globProblem(sensors) : undefined;
      return bad ? [{ path: ['uplink', 'modes', index, 'sensors'], text: bad }] : [];
    }),
  ];
}

function isLoopback(host: string): boolean {
  return /^localhost$/i.test(host) || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function rules(list: unknown): readonly Problem[] {
  const first = new Map<unknown, number>();
  return groups(list).flatMap(([index, { id, sensors }]) => {
    const found: Problem[] = [];
    const earlier = first.get(id);
    if (typeof id === 'string' && earlier !== undefined) {
      found.push({ path: ['rules', index, 'id'], text: `"${id}" is the id of rules[${earlier}] already` });
    }
    if (earlier === undefined) first.set(id, index);
    const bad = typeof sensors === 'string' ? globProblem(sensors) : undefined;
    if (bad) found.push({ path: ['rules', index, 'sensors'], text: bad });
    return found;
  });
}

function mappings(list: unknown): readonly Problem[] {
  return groups(list).flatMap(([index, { topic, site, sensor, metric }]) => {
    if (typeof topic !== 'string') return [];
    const or = (template: unknown, otherwise: string) =>
      typeof template === 'string' ? template : otherwise;
    return mappingProblems({
      topic,
      site: or(site, '{site}'),
      sensor: or(sensor, '{sensor}'),
      metric: typeof metric === 'string' ? metric : undefined,
    }).map(({ at, problem }) => ({ path: ['mappings', index, at], text: problem }));
  });
}

function groups(list: unknown) {
  return (Array.isArray(list) ? [...list.entries()] : []).filter((entry): entry is [number, Item] =>
    isGroup(entry[1]),
  );
}

interface Item {
  readonly [key: string]: unknown;
}
