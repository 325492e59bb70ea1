/** Owns the lines of a Mosquitto password file: reading, making and checking them; who asks how often is passwords.ts' business. */
import { createHash, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { StartError } from '../errors.ts';

/** One user's line: `user:$7$<iterations>$<salt>$<hash>` (PBKDF2-SHA512) or `user:$6$<salt>$<hash>` (SHA-512). */
export interface Credential {
  readonly user: string;
  /** The line as it stands, to see whether it has changed. */
  readonly line: string;
  /** 0 = one plain SHA-512, what Mosquitto wrote up to 1.6. */
  readonly iterations: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const derive = promisify(pbkdf2);
const HASH_BYTES = 64;
const SALT_BYTES = 12;
/** Beyond this one login would take seconds: a slip of the pen rather than a wish. */
const MAX_ITERATIONS = 5_000_000;
const LINE = /^([^:]+):\$(?:6|7\$(\d{1,7}))\$([A-Za-z0-9+/]+={0,2})\$([A-Za-z0-9+/]+={0,2})$/;

/** The users in `text`, by name; `#` lines are comments. Throws StartError naming `file` and line, never its content. */
export function parsePasswordFile(file: string, text: string): ReadonlyMap<string, Credential> {
  const users = new Map<string, Credential>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    if (line === '' || line.startsWith('#')) continue;
    const credential = parseLine(line);
    if (typeof credential === 'string') throw new StartError(`${file}:${index + 1}: ${credential}`);
    if (users.has(credential.user)) throw new StartError(`${file}:${index + 1}: this user is there twice`);
    users.set(credential.user, credential);
  }
  return users;
}

/** A line for `password`, readable by Mosquitto 2.0 too; a check costs `iterations` rounds of SHA-512. */
export async function passwordLine(user: string, password: string, iterations: number): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, iterations, HASH_BYTES, 'sha512');
  return `${user}:$7$${iterations}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** Whether `password` is the credential's, compared in constant time; hashed off the event loop. */
export async function isPasswordOf(credential: Credential, password: Uint8Array): Promise<boolean> {
  const { iterations, salt, hash } = credential;
  const given =
    iterations === 0
      ? createHash('sha512').update(password).update(salt).digest()
      : await derive(password, salt, iterations, HASH_BYTES, 'sha512');
  return timingSafeEqual(given, hash);
}

function parseLine(line: string): Credential | string {
  const [, user = '', rounds = '0', salt64 = '', hash64 = ''] = LINE.exec(line) ?? [];
  if (user === '') {
    return /^[^:]+:[^$]/.test(line)
      ? 'has a plain password; hash the file with `mosquitto_passwd -U <file>`'
      : 'is not <user>:$7$<iterations>$<salt>$<hash>; make it with `mosquitto_passwd <file> <user>`';
  }
  const iterations = Number(rounds);
  const pbkdf = line.startsWith('$7$', user.length + 1);
  if (pbkdf && (iterations < 1 || iterations > MAX_ITERATIONS)) {
    return `has ${iterations} iterations; allowed are 1 to ${MAX_ITERATIONS}`;
  }
  const hash = Buffer.from(hash64, 'base64');
  if (hash.length !== HASH_BYTES) return `has a hash of ${hash.length} bytes instead of ${HASH_BYTES}`;
  return { user, line, iterations, salt: Buffer.from(salt64, 'base64'), hash };
}
