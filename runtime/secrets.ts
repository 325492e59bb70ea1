/**
 * Owns the secrets a node makes for itself on its first start: MQTT users and the API token, as files of mode
 * 0600 in the data directory. Never overwrites one and never logs one; checking them is others' business.
 */
import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { addUser as appendUser, checkUserName } from './broker/add-user.ts';
import { passwordLine } from './broker/password-file.ts';
import { holdDataDir } from './data-dir.ts';
import { messageOf, StartError } from './errors.ts';

export interface Secrets {
  /** Mosquitto password file. */
  readonly passwordFile: string;
  /** The same users as `user:password` lines for the person who sets up devices; absent when not of our making. */
  readonly credentialsFile?: string;
  readonly apiToken: string;
  /** Absent when the token comes from the configuration. */
  readonly apiTokenFile?: string;
  /** What this start has made. */
  readonly createdUsers: boolean;
  readonly createdToken: boolean;
}

export interface SecretsConfig {
  readonly dataDir: string;
  readonly mqtt: { readonly passwordFile?: string | undefined };
  readonly api: { readonly token?: string | undefined };
}

const USERS = ['device', 'operator'] as const;
/**
 * About 20 ms a login on a small server, 100 ms on a Raspberry Pi. Our own passwords have 144 random bits and
 * need no stretching; the count is for those that people put in their place.
 */
const ITERATIONS = 50_000;
const PASSWORD_BYTES = 18;
const TOKEN_BYTES = 32;
const MIN_TOKEN_LENGTH = 16;

/** Call while holding the data directory. Throws StartError naming the file that cannot be read or made. */
export async function ensureSecrets(config: SecretsConfig): Promise<Secrets> {
  const dataDir = resolve(config.dataDir);
  await attempt(dataDir, () => mkdir(dataDir, { recursive: true, mode: 0o700 }));
  return { ...(await ensureUsers(config, dataDir)), ...(await ensureToken(config, dataDir)) };
}

/**
 * Adds an MQTT user; resolves to its password, which is kept nowhere. Makes the first users too where there are none:
 * then the data directory must be free. A running node lets the user in within a second. Throws StartError.
 */
export async function addUser(
  config: Pick<SecretsConfig, 'dataDir' | 'mqtt'>,
  name: string,
): Promise<string> {
  checkUserName(name);
  const { passwordFile } = await firstUsers(config);
  const password = secret(PASSWORD_BYTES);
  await appendUser(passwordFile, { name, line: await passwordLine(name, password, ITERATIONS) });
  return password;
}

async function firstUsers({ mqtt, dataDir }: Pick<SecretsConfig, 'dataDir' | 'mqtt'>): Promise<UserSecrets> {
  const path = resolve(dataDir);
  if (mqtt.passwordFile !== undefined || (await isThere(join(path, 'mqtt-passwords')))) {
    return ensureUsers({ mqtt }, path);
  }
  using held = holdDataDir(path);
  return await ensureUsers({ mqtt }, held.path);
}

type UserSecrets = Pick<Secrets, 'passwordFile' | 'credentialsFile' | 'createdUsers'>;

async function ensureUsers({ mqtt }: Pick<SecretsConfig, 'mqtt'>, dataDir: string): Promise<UserSecrets> {
  if (mqtt.passwordFile !== undefined) return { passwordFile: mqtt.passwordFile, createdUsers: false };
  const passwordFile = join(dataDir, 'mqtt-passwords');
  const credentialsFile = join(dataDir, 'mqtt-credentials');
  const credentials = await readIfThere(credentialsFile);
  if (await isThere(passwordFile)) {
    return { passwordFile, createdUsers: false, ...(credentials === undefined ? {} : { credentialsFile }) };
  }
  // The hashes come last: a start that died in between finds the passwords it had made and goes on with them.
  const users = credentials ?? USERS.map((user) => `${user}:${secret(PASSWORD_BYTES)}\n`).join('');
  if (credentials === undefined) await create(credentialsFile, users);
  await create(passwordFile, await hashed(credentialsFile, users));
  return { passwordFile, credentialsFile, createdUsers: true };
}

async function hashed(file: string, users: string): Promise<string> {
  let hashes = '';
  for (const [index, line] of users.trimEnd().split('\n').entries()) {
    const [, user, password] = /^([^:#]+):(.+)$/.exec(line.trimEnd()) ?? [];
    if (!user || !password) throw new StartError(`${file}:${index + 1}: is not <user>:<password>`);
    hashes += `${await passwordLine(user, password, ITERATIONS)}\n`;
  }
  return hashes;
}

async function ensureToken(
  { api }: SecretsConfig,
  dataDir: string,
): Promise<Pick<Secrets, 'apiToken' | 'apiTokenFile' | 'createdToken'>> {
  if (api.token !== undefined) return { apiToken: api.token, createdToken: false };
  const apiTokenFile = join(dataDir, 'api-token');
  const found = (await readIfThere(apiTokenFile))?.trim();
  if (found !== undefined && found.length < MIN_TOKEN_LENGTH) {
    throw new StartError(
      `${apiTokenFile} holds fewer than ${MIN_TOKEN_LENGTH} characters; remove it and the next start makes a new one`,
    );
  }
  const apiToken = found ?? secret(TOKEN_BYTES);
  if (found === undefined) await create(apiTokenFile, `${apiToken}\n`);
  return { apiToken, apiTokenFile, createdToken: found === undefined };
}

function secret(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** The whole file or none of it, also after a power cut. */
async function create(file: string, text: string): Promise<void> {
  const draft = `${file}.${secret(6)}.tmp`;
  await attempt(file, async () => {
    await using handle = await open(draft, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await rename(draft, file);
    await using directory = await open(dirname(file), 'r');
    await directory.sync();
  });
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    (error: unknown) => absent(file, error) ?? false,
  );
}

async function readIfThere(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((error: unknown) => absent(file, error));
}

function absent(file: string, error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw new StartError(`cannot read ${file}: ${messageOf(error)}`, { cause: error });
}

async function attempt(path: string, work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    throw new StartError(`cannot make ${path}: ${messageOf(error)}`, { cause: error });
  });
}
