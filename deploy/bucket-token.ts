/** Owns InfluxDB tokens that open one bucket and nothing else; which of them there are is influx-tokens.ts' business. */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, StartError, Unavailable } from '../runtime/errors.ts';

export interface InfluxAdmin {
  /** `http://influxdb:8086` */
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

export interface WantedToken {
  readonly access: 'read' | 'write';
  /** Where it is kept, mode 0600. */
  readonly file: string;
}

export type Outcome = 'kept' | 'kept unchecked' | 'made';

export interface Patience {
  /** ms to wait for an InfluxDB that does not answer: with the token at hand, and without. */
  readonly withToken: number;
  readonly without: number;
}

const TRY_EVERY = 500;
const ANSWER_WITHIN = 5000;
const ACTIONS = { read: ['read'], write: ['read', 'write'] } as const;

/**
 * The file holds a token with this access afterwards. One that InfluxDB does not know any more is made anew; earlier
 * ones of the same description are withdrawn. Throws StartError, and Unavailable when nobody answers.
 */
export async function ensureBucketToken(
  admin: InfluxAdmin,
  { access, file }: WantedToken,
  patience: Patience,
): Promise<Outcome> {
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (kept !== '') {
    const known = await patiently(patience.withToken, () => isKnown(admin, kept)).catch(unreachable);
    if (known === undefined) return 'kept unchecked';
    if (known) return 'kept';
  }
  const { id: bucketId, orgID } = await patiently(patience.without, () => findBucket(admin));
  const description = `anemos: ${access} ${admin.bucket}`;
  const resource = { type: 'buckets', id: bucketId, orgID };
  const made = await ask(admin, 'POST', 'authorizations', {
    orgID,
    description,
    permissions: ACTIONS[access].map((action) => ({ action, resource })),
  });
  const [token, id] = [textOf(made, 'token'), textOf(made, 'id')];
  await write(file, token);
  for (const other of listOf(await ask(admin, 'GET', `authorizations?orgID=${orgID}`), 'authorizations')) {
    if (textOf(other, 'description') === description && textOf(other, 'id') !== id) {
      await ask(admin, 'DELETE', `authorizations/${textOf(other, 'id')}`);
    }
  }
  return 'made';
}

/** Whether `token` sees the bucket, as it does with either access. */
async function isKnown(admin: InfluxAdmin, token: string): Promise<boolean> {
  try {
    await findBucket({ ...admin, token });
    return true;
  } catch (error) {
    if (error instanceof StartError) return false;
    throw error;
  }
}

async function findBucket(admin: InfluxAdmin) {
  const query = new URLSearchParams({ org: admin.org, name: admin.bucket });
  const [found] = listOf(await ask(admin, 'GET', `buckets?${query}`), 'buckets');
  if (found !== undefined) return { id: textOf(found, 'id'), orgID: textOf(found, 'orgID') };
  throw new StartError(`InfluxDB at ${admin.url} has no bucket ${admin.bucket} in ${admin.org}`);
}

async function ask(
  { url, token }: InfluxAdmin,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v2/${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(ANSWER_WITHIN),
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Unavailable(`InfluxDB at ${url} does not answer: ${messageOf(error)}`, { cause: error });
  });
  const text = await response.text();
  if (response.ok) return text === '' ? undefined : JSON.parse(text);
  const said = `InfluxDB at ${url} answered ${response.status} to ${method} ${path.split('?')[0]}`;
  if (response.status >= 500) throw new Unavailable(said);
  const hint =
    response.status === 401 ? ': it does not know this token; was its volume set up with another one?' : '';
  throw new StartError(said + hint);
}

/** Again and again while nobody answers, for `ms`. */
async function patiently<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unavailable) || performance.now() > deadline) throw error;
      await delay(TRY_EVERY);
    }
  }
}

function unreachable(error: unknown): undefined {
  if (!(error instanceof Unavailable)) throw error;
}

/** The whole file or none of it. */
async function write(file: string, text: string): Promise<void> {
  try {
    {
      await using draft = await open(`${file}.new`, 'w', 0o600);
      await draft.writeFile(text);
      await draft.sync();
    }
    await rename(`${file}.new`, file);
    await using directory = await open(dirname(file), 'r');
    await directory.sync();
  } catch (error) {
    throw new StartError(`cannot write ${file}: ${messageOf(error)}`, { cause: error });
  }
}

function listOf(answer: unknown, key: string): readonly unknown[] {
  const found = fieldOf(answer, key);
  return Array.isArray(found) ? found : [];
}

function textOf(answer: unknown, key: string): string {
  const found = fieldOf(answer, key);
  return typeof found === 'string' ? found : '';
}

function fieldOf(answer: unknown, key: string): unknown {
  return typeof answer === 'object' && answer !== null
    ? Object.entries(answer).find(([name]) => name === key)?.[1]
    : undefined;
}
