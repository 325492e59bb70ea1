/** The documents an edge works by, through the real server. */
import { describe, expect, it } from 'vitest';
import { type ApiBed, apiBed, TOKEN } from './testbed/api-bed.ts';
import { edgeState } from './testbed/memory-edges.ts';

const RULES = 'edges/gw/documents/rules';
const HOT = [{ id: 'hot', sensors: 'farm1:*', metric: 'temp', above: 90, for: '10s', severity: 'MAJOR' }];

const DEEPEST = `${'['.repeat(32)}${']'.repeat(32)}`;

async function edgeBed(): Promise<ApiBed> {
  const bed = await apiBed();
  bed.node.edges.states.set('gw', edgeState('gw'));
  return bed;
}

describe('setting a document', () => {
  it('answers with it and its version, which is the ETag; it is there from then on', async () => {
    await using bed = await edgeBed();
    const set = await bed.put(RULES, HOT);
    expect([set.status, set.headers.get('etag')]).toEqual([200, '"1"']);
    expect(set.body).toEqual({ kind: 'rules', version: 1, updatedAt: '2026-03-01T12:00:00.000Z', body: HOT });
    const got = await bed.ask(RULES);
    expect([got.status, got.headers.get('etag'), got.body]).toEqual([200, '"1"', set.body]);
    expect((await bed.put(RULES, [])).headers.get('etag')).toBe('"2"');
  });

  it('takes any JSON object or list as it is', async () => {
    await using bed = await edgeBed();
    const models = 'edges/gw/documents/models';
    for (const text of ['{"a":{"b":[1,null,"ü"]},"__proto__":{"x":1}}', '[1,[],{}]', '{}', '[]', DEEPEST]) {
      expect((await bed.put(models, text)).status, text).toBe(200);
      expect(JSON.stringify((await bed.ask(models)).body.body)).toBe(text);
    }
  });

  it('names what is wrong with it and keeps the old one', async () => {
    await using bed = await edgeBed();
    await bed.put(RULES, HOT);
    const paths = async (body: unknown) => {
      const answer = await bed.put(RULES, body);
      expect(answer.status).toBe(400);
      return answer.body.errors.map(({ path }: { path: string }) => path);
    };
    expect(await paths([...HOT, {}, 5])).toEqual(['body[1].sensors', 'body[2].sensors']);
    expect(await paths({ rules: HOT })).toEqual(['body']);
    expect((await bed.ask(RULES)).body).toMatchObject({ version: 1, body: HOT });
  });

  it.each([
    ['null', 'null'],
    ['a number', '5'],
    ['broken JSON', '[{]'],
    ['nothing', ''],
    ['500000 levels', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
    ['33 levels', `[${DEEPEST}]`],
  ])('refuses %s', async (_what, text) => {
    await using bed = await edgeBed();
    const { status, body } = await bed.put('edges/gw/documents/models', text);
    expect([status, body.errors?.map((e: { path: string }) => e.path)]).toEqual([400, ['body']]);
    expect(bed.node.edges.documents.size).toBe(0);
  });

  it('refuses an empty chunked body and none at all', async () => {
    await using bed = await edgeBed();
    const head = `PUT /api/v1/edges/gw/documents/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${TOKEN}\r\n`;
    const type = 'Content-Type: application/json\r\n';
    expect(await bed.raw(`${head}${type}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await bed.raw(`${head}\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(bed.node.edges.documents.size).toBe(0);
  });

  it('takes 1 MiB and no more', async () => {
    await using bed = await edgeBed();
    const sized = (bytes: number) => `["${'x'.repeat(bytes - 4)}"]`;
    const models = 'edges/gw/documents/models';
    expect((await bed.put(models, sized(1024 * 1024))).status).toBe(200);
    const { status, body } = await bed.put(models, sized(1024 * 1024 + 1));
    expect([status, body.detail]).toEqual([413, 'The body must be at most 1024 KiB.']);
  });
});

describe('conditions', () => {
  it.each([
    [{ 'if-match': '"2"' }, 200],
    [{ 'if-match': '"1", "2"' }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '"1"' }, 412],
    [{ 'if-match': '"02"' }, 412],
    [{ 'if-match': 'W/"2"' }, 412],
    [{ 'if-match': '"something else"' }, 412],
    [{ 'if-none-match': '*' }, 412],
    [{ 'if-none-match': 'W/"2"' }, 412],
    [{ 'if-none-match': '"1"' }, 200],
    [{ 'if-match': '"2"', 'if-none-match': '"2"' }, 412],
    [{}, 200],
  ])('with version 2 there, %j is %i', async (headers, expected) => {
    await using bed = await edgeBed();
    await bed.put(RULES, []);
    await bed.put(RULES, HOT);
    const version = expected === 200 ? 3 : 2;
    const answer = await bed.put(RULES, [], { ...headers });
    expect([answer.status, answer.body.version]).toEqual([expected, version]);
    expect(answer.headers.get('etag')).toBe(`"${version}"`);
    expect((await bed.ask(RULES)).body.version).toBe(version);
  });

  it.each([
    [{ 'if-match': '"1"' }, 412],
    [{ 'if-match': '*' }, 412],
    [{ 'if-match': '"0"' }, 412],
    [{ 'if-none-match': '*' }, 200],
  ])('with none there, %j is %i', async (headers, expected) => {
    await using bed = await edgeBed();
    const { status, body } = await bed.put(RULES, HOT, { ...headers });
    expect([status, body.version]).toEqual([expected, expected === 200 ? 1 : 0]);
  });

  it('of two who change the same version at once one is refused', async () => {
    await using bed = await edgeBed();
    await bed.put(RULES, []);
    const answers = await Promise.all([1, 2, 3].map(() => bed.put(RULES, HOT, { 'if-match': '"1"' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  it.each(['2', '"2', '"2" "3"', ',', 'W/*'])('that cannot be read are 400: %s', async (tags) => {
    await using bed = await edgeBed();
    for (const name of ['if-match', 'if-none-match']) {
      const { status, body } = await bed.put(RULES, HOT, { [name]: tags });
      expect([status, body.errors?.[0].path]).toEqual([400, `header.${name}`]);
    }
  });

  it('spare an unchanged answer', async () => {
    await using bed = await edgeBed();
    await bed.put(RULES, HOT);
    const get = `GET /api/v1/${RULES} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${TOKEN}\r\nIf-None-Match: "1"\r\n\r\n`;
    expect(await bed.raw(get)).toMatch(/^HTTP\/1\.1 304 (?:.*\r\n)+\r\n$/);
    await bed.put(RULES, []);
    expect(await bed.raw(get)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('what is not there', () => {
  it('an edge, known or not by the conditions', async () => {
    await using bed = await edgeBed();
    const path = 'edges/nobody/documents/rules';
    for (const headers of [{}, { 'if-match': '"1"' }, { 'if-none-match': '*' }]) {
      const { status, body } = await bed.put(path, [], { ...headers });
      expect([status, body.detail]).toEqual([404, 'There is no such edge.']);
    }
    expect((await bed.ask(path)).body.detail).toBe('There is no such edge.');
  });

  it('a document, and a kind of document', async () => {
    await using bed = await edgeBed();
    const { status, body } = await bed.ask(RULES);
    expect([status, body.detail]).toEqual([404, 'No rules were ever set for this edge.']);
    const kind = await bed.put('edges/gw/documents/recipes', []);
    const errors = [{ path: 'path.kind', message: 'must be one of rules, sensors, models' }];
    expect([kind.status, kind.body.errors]).toEqual([400, errors]);
  });
});
