/** Owns adding one user to the password file or taking one out, beside a running node or without one; the node sees it by itself (passwords.ts). */
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, StartError } from '../errors.ts';
import { parsePasswordFile } from './password-file.ts';

export interface NewUser {
  readonly name: string;
  /** For the password file. */
  readonly line: string;
}

/** ms to wait for somebody else who is adding a user. */
const PATIENCE = 10_000;
const TRY_EVERY = 20;
/** What a line of the file can hold as a name, and a person can read. */
const NAME = /^(?![#\s])[^:\p{C}]{1,64}(?<!\s)$/u;

/** Throws StartError when it cannot be the name of a user. */
export function checkUserName(name: string): void {
  if (NAME.test(name)) return;
  throw new StartError(
    `${JSON.stringify(name)} cannot be a user: 1-64 characters, no colon or control character, no # or blank in front`,
  );
}

/** The file is replaced as a whole. Throws StartError when the user is there already, or `file` cannot be read or written. */
export async function addUser(file: string, { name, line }: NewUser): Promise<void> {
  await rewrite(file, (text) => {
    if (parsePasswordFile(file, text).has(name)) {
      throw new StartError(
        `${name} is a user already; for another password take its line out of ${file} first`,
      );
    }
    return { text: `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`, result: undefined };
  });
}

/** `last`: the file must name somebody. Throws StartError when it cannot be read or written. */
export async function removeUser(file: string, name: string): Promise<'done' | 'unknown' | 'last'> {
  return await rewrite(file, (text) => {
    const users = parsePasswordFile(file, text);
    const line = users.get(name)?.line;
    if (line === undefined) return { result: 'unknown' as const };
    if (users.size === 1) return { result: 'last' as const };
    const kept = text.split('\n').filter((one) => one.trimEnd() !== line);
    return { text: kept.join('\n'), result: 'done' as const };
  });
}

/** Without a new `text` the file stays as it is. */
async function rewrite<T>(
  file: string,
  change: (text: string) => { readonly text?: string; readonly result: T },
): Promise<T> {
  const target = await realpath(file).catch(() => file);
  // Made by one at a time and then renamed over the file: it is the lock as well.
  const draft = `${target}.new`;
  await using handle = await openDraft(draft);
  try {
    const before = await stat(target).catch(notThere);
    const { text, result } = change(before ? await readFile(target, 'utf8') : '');
    if (text === undefined) {
      await rm(draft);
      return result;
    }
    await handle.writeFile(text);
    if (before) {
      await handle.chown(before.uid, before.gid);
      await handle.chmod(before.mode & 0o777);
    }
    await handle.sync();
    await rename(draft, target);
    await using directory = await open(dirname(target), 'r');
    await directory.sync();
    return result;
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof StartError) throw error;
    throw new StartError(`cannot change the users in ${file}: ${messageOf(error)}`, { cause: error });
  }
}

async function openDraft(draft: string) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await open(draft, 'wx', 0o600);
    } catch (error) {
      if (!isCode(error, 'EEXIST'))
        throw new StartError(`cannot write ${draft}: ${messageOf(error)}`, { cause: error });
      if (Date.now() > deadline)
        throw new StartError(`somebody else is changing the users; if nobody is, remove ${draft}`);
      await delay(TRY_EVERY);
    }
  }
}

function notThere(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
