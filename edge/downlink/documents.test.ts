/** Proves what becomes of documents a cloud sends: applied or refused, said so, and remembered past a restart. */
import { expect, test } from 'vitest';
import { Rejected, Unavailable } from '../../runtime/errors.ts';
import { openState, type State } from '../../runtime/state/state.ts';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import { createDocuments, type Documents } from './documents.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Bed {
  readonly documents: Documents;
  /** Bodies of rules, in the order in which they were put to work. */
  readonly applied: unknown[];
  /** What cannot be put to work, from now on. */
  forbid(body: unknown): void;
}

function bedOf(state: Pick<State, 'document' | 'commit'>): Bed {
  const applied: unknown[] = [];
  let forbidden: unknown;
  const rules = async (body: unknown) => {
    if (body === forbidden) throw new Rejected(`${body} is forbidden`);
    applied.push(body);
  };
  const nothing = async () => {};
  const documents = createDocuments({
    state,
    apply: { rules, sensors: nothing, models: nothing },
    log: SILENT,
  });
  return { documents, applied, forbid: (body) => (forbidden = body) };
}

const payload = (version: unknown, body: unknown) => Buffer.from(JSON.stringify({ version, body }));
const rulesOf = ({ documents }: Bed) => documents.report()[0];

test('what is applied is applied once, and again after a restart', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const bed = bedOf(state);
  await bed.documents.restore();
  expect(rulesOf(bed)).toEqual({ kind: 'rules', applied: 0 });
  for (const version of [1, 1, 2, 2]) await bed.documents.take('rules', payload(version, `v${version}`));
  expect(bed.applied).toEqual(['v1', 'v2']);
  const next = bedOf(state);
  await next.documents.restore();
  await next.documents.take('rules', payload(2, 'v2'));
  expect(next.applied).toEqual(['v2']);
  expect(rulesOf(next)).toEqual({ kind: 'rules', applied: 2 });
});

test('a refusal leaves what was before it, says why, and is tried again by the next start alone', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const bed = bedOf(state);
  bed.forbid('bad');
  await bed.documents.take('rules', payload(1, 'good'));
  for (let i = 0; i < 2; i++) await bed.documents.take('rules', payload(2, 'bad'));
  const refused = { version: 2, reason: 'bad is forbidden' };
  expect(rulesOf(bed)).toEqual({ kind: 'rules', applied: 1, refused });
  const next = bedOf(state);
  await next.documents.restore();
  expect(rulesOf(next)).toEqual({ kind: 'rules', applied: 1, refused });
  await next.documents.take('rules', payload(2, 'bad'));
  expect(next.applied).toEqual(['good', 'bad']);
  expect(rulesOf(next)).toEqual({ kind: 'rules', applied: 2 });
});

test('what a start finds wrong is not said to be applied, and counts again when it is right again', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  await bedOf(state).documents.take('rules', payload(3, 'body'));
  const wrong = bedOf(state);
  wrong.forbid('body');
  await wrong.documents.restore();
  expect(rulesOf(wrong)).toMatchObject({ applied: 0, refused: { version: 3 } });
  const right = bedOf(state);
  await right.documents.restore();
  expect(right.applied).toEqual(['body']);
  expect(rulesOf(right)).toEqual({ kind: 'rules', applied: 3 });
});

test('another cloud, which counts anew, is heard', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const bed = bedOf(state);
  await bed.documents.take('rules', payload(1, 'of the old cloud'));
  await bed.documents.take('rules', payload(1, 'of the new cloud'));
  expect(bed.applied).toEqual(['of the old cloud', 'of the new cloud']);
});

test('what is no document is refused; a store that is away is no refusal', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const bed = bedOf(state);
  for (const bytes of [
    '',
    '7',
    'null',
    '{"version":1}',
    '{"version":0,"body":[]}',
    '{"version":"1","body":[]}',
  ]) {
    await bed.documents.take('rules', Buffer.from(bytes));
    expect(rulesOf(bed)).toMatchObject({ applied: 0, refused: { version: 0 } });
  }
  expect(bed.applied).toEqual([]);
  const commit = () => Promise.reject(new Unavailable('the disk is full'));
  const full = bedOf({ document: state.document, commit });
  await expect(full.documents.take('rules', payload(1, 'body'))).rejects.toThrow(Unavailable);
  expect(rulesOf(full)).toEqual({ kind: 'rules', applied: 0 });
});
