/** Owns the demo's secrets as files: those the nodes have made, and the edge's password at the cloud. Says none of them. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, StartError } from '../../runtime/errors.ts';

/** As in deploy/demo-edge.yaml; its user name at the cloud, too. */
export const EDGE = 'farm1-edge';

const PASSWORD_BYTES = 18;

/** Makes the edge a user of the cloud before the cloud's first start; resolves to the file that holds the edge's password. */
export async function ensureEdgeLogin(cloudDir: string, edgeDir: string): Promise<string> {
  const credentials = join(cloudDir, 'mqtt-credentials');
  // The cloud hashes what it finds here at its first start.
  const users = (await readIfThere(credentials)) ?? (await makeUsers(cloudDir, credentials));
  const file = join(edgeDir, 'uplink-password');
  const password = passwordIn(users, EDGE, credentials);
  if ((await readIfThere(file))?.trim() !== password) {
    await mkdir(edgeDir, { recursive: true, mode: 0o700 });
    await create(file, `${password}\n`);
  }
  return file;
}

export async function deviceLogin(
  dataDir: string,
): Promise<{ readonly user: string; readonly password: string }> {
  const file = join(dataDir, 'mqtt-credentials');
  return { user: 'device', password: passwordIn(await readFile(file, 'utf8'), 'device', file) };
}

export async function apiToken(dataDir: string): Promise<string> {
  return (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();
}

async function makeUsers(dir: string, file: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new StartError(`cannot make ${dir}: ${messageOf(error)}`, { cause: error });
  });
  const users = ['device', 'operator', EDGE].map(
    (user) => `${user}:${randomBytes(PASSWORD_BYTES).toString('base64url')}\n`,
  );
  await create(file, users.join(''));
  return users.join('');
}

function passwordIn(credentials: string, user: string, file: string): string {
  const line = credentials.split('\n').find((candidate) => candidate.startsWith(`${user}:`));
  if (line === undefined) {
    throw new StartError(`${file} has no user ${user}; choose another --data-dir, or remove this one`);
  }
  return line.slice(user.length + 1).trimEnd();
}

/** The whole file or none of it. */
async function create(file: string, text: string): Promise<void> {
  await writeFile(`${file}.tmp`, text, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

async function readIfThere(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new StartError(`cannot read ${file}: ${messageOf(error)}`, { cause: error });
  });
}
