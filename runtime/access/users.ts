/** Owns the MQTT users as the API sees them: names only, and a password that is shown once. The door looks at the file by itself. */
import { readFile } from 'node:fs/promises';
import { checkUserName, removeUser } from '../broker/add-user.ts';
import { parsePasswordFile } from '../broker/password-file.ts';
import { messageOf, StartError, Unavailable } from '../errors.ts';
import { addUser, type SecretsConfig } from '../secrets.ts';
import type { Users } from './port.ts';

export interface UsersOptions {
  readonly config: Pick<SecretsConfig, 'dataDir' | 'mqtt'>;
  /** Mosquitto's. */
  readonly passwordFile: string;
}

/** Every method throws Unavailable when the file cannot be read or written. */
export function createUsers({ config, passwordFile }: UsersOptions): Users {
  const names = async (): Promise<readonly string[]> => {
    const text = await readFile(passwordFile, 'utf8');
    return [...parsePasswordFile(passwordFile, text).keys()].sort();
  };
  return {
    list: () => fromFile(names),
    async add(name) {
      try {
        checkUserName(name);
      } catch (error) {
        return { outcome: 'invalid', reason: messageOf(error) };
      }
      return await fromFile(async () => {
        if ((await names()).includes(name)) return { outcome: 'taken' };
        return { outcome: 'done', password: await addUser(config, name) };
      });
    },
    remove: (name) => fromFile(() => removeUser(passwordFile, name)),
  };
}

async function fromFile<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // StartError: the file is not what it must be; a code: the file system says no.
    if (error instanceof StartError || (error instanceof Error && 'code' in error)) {
      throw new Unavailable(messageOf(error), { cause: error });
    }
    throw error;
  }
}
