/** Owns which environment variables configure the node and where their values go. */
import { readFile } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import { nearest } from './nearest.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  readonly path: readonly [string, ...string[]];
  readonly numeric?: true;
  /** Appended to the value. */
  readonly suffix?: string;
  /** Also read from the file that `<name>_FILE` names. */
  readonly secret?: true;
}

const VARIABLES: Readonly<Record<string, Variable>> = {
  ANEMOS_ROLE: { path: ['role'] },
  ANEMOS_DATA_DIR: { path: ['dataDir'] },
  ANEMOS_MQTT_HOST: { path: ['mqtt', 'host'] },
  ANEMOS_MQTT_PORT: { path: ['mqtt', 'port'], numeric: true },
  ANEMOS_MQTT_PASSWORD_FILE: { path: ['mqtt', 'passwordFile'] },
  ANEMOS_MQTT_TLS_PORT: { path: ['mqtt', 'tls', 'port'], numeric: true },
  ANEMOS_MQTT_TLS_CERT_FILE: { path: ['mqtt', 'tls', 'certFile'] },
  ANEMOS_MQTT_TLS_KEY_FILE: { path: ['mqtt', 'tls', 'keyFile'] },
  ANEMOS_API_HOST: { path: ['api', 'host'] },
  ANEMOS_API_PORT: { path: ['api', 'port'], numeric: true },
  ANEMOS_API_TOKEN: { path: ['api', 'token'], secret: true },
  ANEMOS_UPLINK_EDGE: { path: ['uplink', 'edge'] },
  ANEMOS_UPLINK_URL: { path: ['uplink', 'url'] },
  ANEMOS_UPLINK_CA_FILE: { path: ['uplink', 'caFile'] },
  ANEMOS_UPLINK_PASSWORD: { path: ['uplink', 'password'], secret: true },
  ANEMOS_LOG_LEVEL: { path: ['log', 'level'] },
  DATABASE_URL: { path: ['sql', 'url'], secret: true },
  INFLUX_URL: { path: ['history', 'url'] },
  INFLUX_ORG: { path: ['history', 'org'] },
  INFLUX_BUCKET: { path: ['history', 'bucket'] },
  INFLUX_TOKEN: { path: ['history', 'token'], secret: true },
  OTEL_EXPORTER_OTLP_ENDPOINT: { path: ['tracing', 'url'], suffix: '/v1/traces' },
  // Goes before the one above, as OpenTelemetry demands.
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: { path: ['tracing', 'url'] },
  OTEL_TRACES_SAMPLER_ARG: { path: ['tracing', 'sample'], numeric: true },
  OTEL_SERVICE_NAME: { path: ['tracing', 'service'] },
};
const NUMBER = /^\d{1,9}(?:\.\d{1,9})?$/;
/** Names the file instead of a value in it. */
const CONFIG = 'ANEMOS_CONFIG';

/** A value from the environment, for the place `path` in the configuration. */
export interface Override {
  readonly name: string;
  readonly path: readonly [string, ...string[]];
  readonly value: string | number;
}

/** The values that are set (empty = not set), and every name beginning with ANEMOS_ that means nothing. */
export async function readEnvironment(
  env: Environment,
): Promise<{ readonly overrides: readonly Override[]; readonly problems: readonly string[] }> {
  const overrides: Override[] = [];
  const problems = unknownNames(env);
  for (const [name, { path, numeric, suffix, secret }] of Object.entries(VARIABLES)) {
    let value = env[name] || undefined;
    const file = secret && (env[`${name}_FILE`] || undefined);
    if (file !== undefined && value !== undefined) {
      problems.push(`${name} and ${name}_FILE are both set; set one of them`);
    } else if (file !== undefined) {
      const read = await readSecret(file);
      if (typeof read === 'string') value = read;
      else problems.push(`${name}_FILE: ${read.problem}`);
    }
    if (value === undefined) continue;
    if (suffix) value = `${value.replace(/\/$/, '')}${suffix}`;
    overrides.push({ name, path, value: numeric && NUMBER.test(value) ? Number(value) : value });
  }
  return { overrides, problems };
}

/** The configuration file that the environment names. */
export function configFileOf(env: Environment): string | undefined {
  return env[CONFIG] || undefined;
}

/** The variable that would set the value at `path`. */
export function variableFor(path: readonly PropertyKey[]): string | undefined {
  const wanted = path.join('.');
  return Object.entries(VARIABLES).find(([, variable]) => variable.path.join('.') === wanted)?.[0];
}

function unknownNames(env: Environment): string[] {
  const known = Object.entries(VARIABLES).flatMap(([name, { secret }]) =>
    secret ? [name, `${name}_FILE`] : [name],
  );
  const ours = [...known, CONFIG].filter((name) => name.startsWith('ANEMOS_')).sort();
  return Object.keys(env)
    .filter((name) => name.startsWith('ANEMOS_') && !ours.includes(name))
    .map((name) => {
      const meant = nearest(name, ours);
      return `${name}: unknown variable; ${meant ? `did you mean ${meant}? ` : ''}allowed: ${ours.join(', ')}`;
    });
}

async function readSecret(file: string): Promise<string | { readonly problem: string }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => ({
    problem: `cannot be read: ${messageOf(error)}`,
  }));
  if (typeof text !== 'string') return text;
  return text.trim() === '' ? { problem: `${file} is empty` } : text.trim();
}
