/** Owns who may enter: user names and passwords against a Mosquitto password file that may change at any time. */
import { createHmac, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { messageOf, StartError } from '../errors.ts';
import { createFairQueue } from './fair-queue.ts';
import { type Credential, isPasswordOf, parsePasswordFile } from './password-file.ts';

export interface Passwords {
  /** False for a wrong password, an unknown user, one that is missing, and when too many are being checked. */
  verify(username: string | undefined, password: Uint8Array | undefined): Promise<boolean>;
}

export interface PasswordsOptions {
  /** Told when a changed file cannot be used, so the one before still counts. */
  readonly onTrouble?: (message: string) => void;
  /** ms, any clock that only grows. */
  readonly now?: () => number;
}

/** The file is looked at for changes when somebody logs in, at most once in this many ms. */
const LOOK_EVERY = 1000;
/** Hashes at once: leaves libuv's other two threads to sessions and files. */
const HASHES_AT_ONCE = 2;
/** A user has one right password, checked once however many wait with it: only guesses make a lane long. */
const WAITING_PER_USER = 64;
const MAX_REMEMBERED = 10_000;

type Users = ReadonlyMap<string, Credential>;

/** Throws StartError when the file cannot be read, has a bad line or no user. */
export async function openPasswords(file: string, options: PasswordsOptions = {}): Promise<Passwords> {
  const book = await openBook(file, options);
  const queue = createFairQueue({ atOnce: HASHES_AT_ONCE, perLane: WAITING_PER_USER });
  const key = randomBytes(32);
  /** HMAC of a verified pair -> the line it was verified against; saves a reconnect storm its hashes. */
  const verified = new Map<string, string>();
  const checking = new Map<string, Promise<boolean>>();

  function digest(user: string, password: Uint8Array): Buffer {
    return createHmac('sha256', key).update(`${user.length}:${user}`).update(password).digest();
  }

  async function check(user: string, password: Uint8Array, mark: string): Promise<boolean> {
    const known = book.users().get(user);
    // A user nobody knows costs the hash of some user, always the same one for the same name.
    const credential = known ?? decoy(book.users(), digest(user, key));
    if (!credential) return false;
    const right = await queue(known ? `user ${user}` : 'nobody', () => isPasswordOf(credential, password));
    // The line may have been changed or taken out while the hash was made.
    if (!right || !known || book.users().get(user)?.line !== known.line) return false;
    const [oldest] = verified.size >= MAX_REMEMBERED ? verified.keys() : [];
    if (oldest !== undefined) verified.delete(oldest);
    verified.set(mark, known.line);
    return true;
  }

  return {
    async verify(username, password) {
      if (!username || password === undefined) return false;
      await book.look();
      const mark = digest(username, password).toString('base64');
      const line = verified.get(mark);
      if (line !== undefined && line === book.users().get(username)?.line) return true;
      const pending =
        checking.get(mark) ?? check(username, password, mark).finally(() => checking.delete(mark));
      checking.set(mark, pending);
      return pending;
    },
  };
}

/** The users in the file as it was when somebody last looked. */
async function openBook(file: string, { onTrouble, now = () => performance.now() }: PasswordsOptions) {
  let version = await versionOf(file);
  let users: Users = parsePasswordFile(file, await read(file));
  if (users.size === 0) {
    throw new StartError(`${file} has no user; add one with \`mosquitto_passwd ${file} <user>\``);
  }
  let lookedAt = now();
  let looking: Promise<void> | undefined;
  let told: string | undefined;

  async function reload(): Promise<void> {
    try {
      const current = await versionOf(file);
      if (current === version) return;
      // Not again before it changes again, be it good or bad.
      version = current;
      users = parsePasswordFile(file, await read(file));
      told = undefined;
    } catch (error) {
      const message = messageOf(error);
      if (message !== told) onTrouble?.(message);
      told = message;
    }
  }

  return {
    users: () => users,
    /** Resolves when the users are at most a second behind the file. */
    async look(): Promise<void> {
      if (looking === undefined && now() - lookedAt < LOOK_EVERY) return;
      lookedAt = now();
      looking ??= reload().finally(() => {
        looking = undefined;
      });
      await looking;
    },
  };
}

async function versionOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function read(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
}

function unreadable(file: string, error: unknown): StartError {
  return new StartError(`cannot read the password file ${file}: ${messageOf(error)}`, { cause: error });
}

function decoy(users: Users, choice: Buffer): Credential | undefined {
  return [...users.values()][choice.readUInt32LE() % Math.max(1, users.size)];
}
