/** Owns the shape of the configuration and its defaults; reads no file and no environment (config.ts does). */
import * as z from 'zod';
import { FORMATS } from '../vocabulary.ts';
import { duration, name, size, timeout } from './quantities-schema.ts';
import { rule } from './rule-schema.ts';

const port = z.int().min(0).max(65535);
const certificate = {
  /** PEM: the server's certificate, then those up to its authority. A renewed file is noticed within a minute. */
  certFile: z.string().min(1),
  /** PEM, without a passphrase. */
  keyFile: z.string().min(1),
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2'),
};

const mqttTls = z.strictObject({
  /** Absent = `mqtt.host`. */
  host: z.string().min(1).optional(),
  port: port.default(8883),
  ...certificate,
});

const mqtt = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(1883),
  /** Mosquitto password file (`mosquitto_passwd`); absent = `<dataDir>/mqtt-passwords`, made on first start. */
  passwordFile: z.string().min(1).optional(),
  maxConnections: z.int().min(1).max(100_000).default(10_000),
  maxPacket: size.default(1024 ** 2),
  maxTopicBytes: z.int().min(1).max(65_535).default(1024),
  connectTimeout: timeout.default(10_000),
  /** False = nobody gets in but through `tls`. */
  plain: z.boolean().default(true),
  tls: mqttTls.optional(),
});

const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text,
    {
      error: 'must be an origin such as https://panel.example:8443, without a path or a slash behind it',
    },
  );

/** What one token may ask: so many requests at once, and again as many spread over `per`. */
const rateLimit = z.strictObject({
  requests: z.int().min(1).max(1_000_000_000).default(12_000),
  per: duration.refine((ms) => ms >= 1000, { error: 'must be a duration of at least 1s' }).default(60_000),
});

const api = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(8080),
  /** An admin's bearer token; absent = `<dataDir>/api-token`, made on first start. */
  token: z
    .string()
    .regex(/^[\x21-\x7e]{16,512}$/)
    .describe('16-512 printable ASCII characters without spaces')
    .optional(),
  /** Origins whose pages a browser lets ask this API; none = only those the node serves itself. */
  cors: z.array(origin).default([]),
  rateLimit: rateLimit.prefault({}),
  /** HTTPS instead of HTTP. */
  tls: z.strictObject(certificate).optional(),
});

const journal = z.strictObject({
  /** Past either quota `whenFull` decides. */
  quota: size.default(2 * 1024 ** 3),
  maxAge: duration.default(30 * 86_400_000),
  whenFull: z.enum(['refuse', 'drop-oldest', 'thin']).default('refuse'),
  /** The newest of what all readers have finished, for streams that come back; at most a quarter of the quota. */
  keep: size.default(16 * 1024 ** 2),
  /** One commit holds at most this much; the sockets wait while it syncs. */
  maxInFlightMessages: z.int().min(1).max(100_000).default(4000),
  maxInFlightBytes: size.default(4 * 1024 ** 2),
});

/** What learns from readings (actors/models). */
const models = z.strictObject({
  /** Metrics of single sensors that are scored or forecast at once; each takes up to 0.7 MiB of memory, its files' two versions included. */
  max: z.int().min(0).max(10_000).default(50),
  /** How often every trained model is trained anew, on as long a time as before; absent = only when asked. */
  retrain: duration.refine((ms) => ms >= 60_000, { error: 'must be a duration of at least 1m' }).optional(),
});

const history = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('embedded') }),
  z.strictObject({
    driver: z.literal('influxdb'),
    url: z.url({ protocol: /^https?$/ }).describe('a URL such as http://127.0.0.1:8086'),
    org: z.string().min(1),
    bucket: z.string().min(1),
    token: z.string().min(1),
    timeout: timeout.default(10_000),
  }),
]);

const sql = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('embedded') }),
  z.strictObject({
    driver: z.literal('postgres'),
    url: z
      .url({ protocol: /^postgres(ql)?$/ })
      .describe('a URL such as postgres://user:password@127.0.0.1:5432/anemos'),
  }),
]);

/** `{site}`, `{sensor}`, `{metric}` name a level; `+` skips one; a last `#` takes the rest. */
const mapping = z.strictObject({
  topic: z.string().min(1),
  /** Templates over the names the topic takes, e.g. site `plant-{area}`. */
  site: z.string().min(1).default('{site}'),
  sensor: z.string().min(1).default('{sensor}'),
  metric: z.string().min(1).optional(),
  format: z.enum(FORMATS).default('auto'),
});

const uplinkMode = z.discriminatedUnion('mode', [
  z.strictObject({ sensors: z.string().min(1), mode: z.literal('raw') }),
  z.strictObject({
    sensors: z.string().min(1),
    mode: z.literal('summary'),
    every: duration
      .refine((ms) => ms >= 1000, { error: 'must be a duration of at least 1s' })
      .default(10_000),
  }),
  z.strictObject({
    sensors: z.string().min(1),
    mode: z.literal('changes'),
    deadband: z.number().min(0).default(0),
    maxSilence: duration
      .refine((ms) => ms >= 1000, { error: 'must be a duration of at least 1s' })
      .default(600_000),
  }),
]);

/** What a cloud may push to an edge as well (documents.ts). */
export const rulesSchema = z.array(rule);
export const modesSchema = z.array(uplinkMode);

/** Where an edge hands on what it takes in. */
const uplink = z.strictObject({
  /** The edge's id at the cloud. */
  edge: name,
  url: z.url({ protocol: /^mqtts?$/, hostname: /./ }).describe('a URL such as mqtts://cloud.example:8883'),
  /** Absent = the edge's id, which is what an Anemos cloud demands. */
  user: z.string().min(1).optional(),
  password: z
    .string()
    .min(1)
    .describe(
      'the password of this edge at the cloud; set ANEMOS_UPLINK_PASSWORD, or ANEMOS_UPLINK_PASSWORD_FILE to a file with it',
    ),
  /** PEM file of the authority that signed the cloud's certificate; absent = the ones Node knows. */
  caFile: z.string().min(1).optional(),
  /** `plain`: JSON messages per sensor, to any MQTT broker. */
  format: z.enum(['anemos', 'plain']).default('anemos'),
  /** New readings go ahead of a backlog; false = everything strictly in order. */
  live: z.boolean().default(true),
  /** Entries of a backlog handed on per second, at most. */
  backlogRate: z.int().min(1).max(10_000_000).default(1_000_000),
  /** Batches (plain: messages) on their way at once. */
  window: z.int().min(1).max(1000).optional(),
  modes: modesSchema.default([]),
});

/** Where traces go: OpenTelemetry over HTTP. Headers, certificates and compression are set by OTEL_EXPORTER_OTLP_*. */
const tracing = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe('a URL such as http://127.0.0.1:4318/v1/traces'),
  /** Part of the entries that are traced; alarm transitions all are. */
  sample: z.number().min(0).max(1).default(0.01),
  /** `service.name` of the spans. */
  service: z.string().min(1).default('anemos'),
});

export const configSchema = z.strictObject({
  role: z.enum(['cloud', 'edge']).default('cloud'),
  dataDir: z.string().min(1).default('./data'),
  mqtt: mqtt.prefault({}),
  api: api.prefault({}),
  journal: journal.prefault({}),
  history: history.default({ driver: 'embedded' }),
  sql: sql.default({ driver: 'embedded' }),
  uplink: uplink.optional(),
  rules: rulesSchema.default([]),
  models: models.prefault({}),
  mappings: z.array(mapping).default([]),
  tracing: tracing.optional(),
  log: z.strictObject({ level: z.enum(['error', 'warn', 'info', 'debug']).default('info') }).prefault({}),
});

export type Config = z.output<typeof configSchema>;
export type MappingConfig = Config['mappings'][number];
export type HistoryConfig = Config['history'];
export type SqlConfig = Config['sql'];
export type MqttConfig = Config['mqtt'];
export type JournalConfig = Config['journal'];
export type TracingConfig = NonNullable<Config['tracing']>;
