/** Owns turning a file and the environment into one frozen configuration, or into a list of all that is wrong. */
import { resolve } from 'node:path';
import { StartError } from '../errors.ts';
import { type Group, isGroup, readConfigFile } from './config-file.ts';
import { crossCheck } from './cross-checks.ts';
import {
  configFileOf,
  type Environment,
  type Override,
  readEnvironment,
  variableFor,
} from './environment.ts';
import { explain, type Problem, pathText } from './explain.ts';
import { frozen } from './frozen.ts';
import { type Config, configSchema } from './schema.ts';

export interface ConfigOptions {
  /** YAML or JSON; goes before `ANEMOS_CONFIG`. Neither = a cloud node with everything embedded. */
  readonly file?: string | undefined;
  readonly env: Environment;
}

/** The configuration, frozen to its leaves, `dataDir` absolute. Throws StartError naming every problem, a line each. */
export async function loadConfig({ file = undefined, env }: ConfigOptions): Promise<Config> {
  const path = file ?? configFileOf(env);
  const written = path === undefined ? { data: {}, problems: [] } : await readConfigFile(path);
  const { overrides, problems } = await readEnvironment(env);
  const data = overrides.reduce(overridden, written.data);
  const parsed = configSchema.safeParse(data);

  const fromEnvironment = new Map(overrides.map((override) => [override.path.join('.'), override.name]));
  const inSource = ({ path: at, text }: Problem): string => {
    const name = fromEnvironment.get(at.join('.')) ?? missingVariable(at, { data, fromEnvironment });
    if (name !== undefined) return `environment: ${name}: ${text}`;
    return `config ${path ?? 'without a file'}: ${at.length > 0 ? `${pathText(at)}: ` : ''}${text}`;
  };
  const found = [
    ...written.problems.map((text) => `config ${path}: ${text}`),
    ...problems.map((text) => `environment: ${text}`),
    ...[...explain(parsed.error?.issues ?? [], data), ...crossCheck(data)].map(inSource),
  ];
  if (!parsed.success || found.length > 0) throw new StartError(found.join('\n'));
  const { dataDir, ...rest } = parsed.data;
  return frozen({ ...rest, dataDir: resolve(dataDir) });
}

/** `data` with the override in it; a URL chooses the driver as well. */
function overridden(data: unknown, { path, value }: Override): unknown {
  if (!isGroup(data)) return data;
  const [section, key] = path;
  if (key === undefined) return { ...data, [section]: value };
  const group = data[section] ?? {};
  if (!isGroup(group)) return data;
  if (section === 'sql') return { ...data, sql: { driver: 'postgres', url: value } };
  // Without an endpoint these are meant for other programs on this machine.
  if (section === 'tracing' && key !== 'url' && group.url === undefined) return data;
  if (section !== 'history') return placed(data, path, value);
  const influx: Group = group.driver === 'influxdb' ? group : { driver: 'influxdb' };
  // Without the URL a variable of this name is meant for another program on this machine.
  if (key !== 'url' && group.driver !== 'influxdb') return data;
  return { ...data, history: { ...influx, [key]: value } };
}

/** `data` with `value` at `path`; as it was where something else than a group is in the way. */
function placed(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  return isGroup(data) ? { ...data, [key]: placed(data[key] ?? {}, rest, value) } : data;
}

/** What is missing beside a URL is asked for where its URL came from. */
function missingVariable(
  at: readonly PropertyKey[],
  {
    data,
    fromEnvironment,
  }: { readonly data: unknown; readonly fromEnvironment: ReadonlyMap<string, string> },
): string | undefined {
  const [section, key] = at;
  if (section !== 'history' && section !== 'uplink') return undefined;
  if (key === undefined || !fromEnvironment.has(`${section}.url`)) return undefined;
  const group = isGroup(data) ? data[section] : undefined;
  return isGroup(group) && key in group ? undefined : variableFor(at);
}
