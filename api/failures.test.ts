/** Every way to go wrong: each is answered as a problem, none as HTML, none with internals. */
import { describe, expect, it } from 'vitest';
import { Rejected, Unavailable } from '../runtime/errors.ts';
import { type ApiBed, apiBed, TOKEN } from './testbed/api-bed.ts';
import { raise } from './testbed/memory-alarms.ts';
import { sensorState } from './testbed/memory-node.ts';

const AUTH = `Host: x\r\nConnection: close\r\nAuthorization: Bearer ${TOKEN}\r\n`;

async function rawProblem(bed: ApiBed, bytes: string): Promise<{ status: number; body: { status: number } }> {
  const answer = await bed.raw(bytes);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head.toLowerCase()).toContain('content-type: application/problem+json');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
}

describe('requests that are not well formed', () => {
  it.each([
    ['bad percent-encoding', `GET /api/v1/sensors/%ZZ HTTP/1.1\r\n${AUTH}\r\n`, 400],
    ['bad UTF-8', `GET /api/v1/sensors/%E0%A4%A HTTP/1.1\r\n${AUTH}\r\n`, 400],
    ['overlong UTF-8', `GET /api/v1/sensors/%C0%AF HTTP/1.1\r\n${AUTH}\r\n`, 400],
    ['bad percent-encoding in the query', `GET /api/v1/sensors?cursor=%ZZ HTTP/1.1\r\n${AUTH}\r\n`, 400],
    ['bad percent-encoding outside the API', `GET /docs/%ZZ HTTP/1.1\r\n${AUTH}\r\n`, 400],
    ['a 100 KB URL', `GET /api/v1/sensors/${'x'.repeat(100_000)} HTTP/1.1\r\n${AUTH}\r\n`, 431],
    ['100 KB of fields', `GET /api/v1/sensors HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n${AUTH}\r\n`, 431],
    ['no host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['not HTTP', 'hello\r\n\r\n', 400],
    ['a null byte in the path', `GET /api/v1/sensors/\0 HTTP/1.1\r\n${AUTH}\r\n`, 400],
    ['a space in the path', `GET /api/v1/sensors/a b HTTP/1.1\r\n${AUTH}\r\n`, 400],
    ['two lengths', `POST /livez HTTP/1.1\r\n${AUTH}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
    [
      'smuggling',
      `POST /livez HTTP/1.1\r\n${AUTH}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a bad chunk', `POST /livez HTTP/1.1\r\n${AUTH}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, 400],
    ['a strange expectation', `GET /livez HTTP/1.1\r\n${AUTH}Expect: cake\r\n\r\n`, 417],
    ['an unknown method', `PURGE /api/v1/sensors HTTP/1.1\r\n${AUTH}\r\n`, 405],
    ['a made-up method', `BREW /api/v1/sensors HTTP/1.1\r\n${AUTH}\r\n`, 400],
    ['an asterisk', `OPTIONS * HTTP/1.1\r\n${AUTH}\r\n`, 404],
    ['a whole URL that nobody has', `GET http://x/nothing HTTP/1.1\r\n${AUTH}\r\n`, 404],
  ])('%s', async (_what, bytes, status) => {
    await using bed = await apiBed();
    const problem = await rawProblem(bed, bytes);
    expect([problem.status, problem.body.status]).toEqual([status, status]);
  });

  it('a whole URL is understood', async () => {
    await using bed = await apiBed();
    expect(await bed.raw(`GET http://x/livez HTTP/1.1\r\n${AUTH}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('resources and methods', () => {
  it.each([
    '/nothing',
    '/API/v1/sensors',
    '/api/v1',
    '/api/v1/',
    '/api/v1/sensors/',
    '/api/v1/Sensors',
    '/api/v1/sensors/a/b',
    '/api/v1/sensors/a/observations/',
    '/api/v2/sensors',
    '/docs/package.json',
    '/docs/..%2fpackage.json',
    '//livez',
    '/livez/',
  ])('%s is 404', async (path) => {
    await using bed = await apiBed();
    const { status, headers, body } = await bed.ask(path);
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such resource.',
    });
  });

  it.each([
    ['DELETE', '/api/v1/sensors', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/v1/sensors/a', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/v1/alarms/a/ack', 'POST, OPTIONS'],
    ['HEAD', '/api/v1/alarms/a/clear', 'POST, OPTIONS'],
    ['POST', '/api/v1/edges/a/documents/rules', 'GET, HEAD, PUT, OPTIONS'],
    ['POST', '/livez', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/metrics', 'GET, HEAD, OPTIONS'],
    ['POST', '/docs', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 405', async (method, path, allow) => {
    await using bed = await apiBed();
    const { status, headers } = await bed.ask(path, { method });
    expect([status, headers.get('allow')]).toEqual([405, allow]);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });
});

describe('bodies', () => {
  it.each([
    ['too large', { body: `{"comment":"${'x'.repeat(70_000)}"}`, type: 'application/json' }, 413],
    ['not JSON by type', { body: '{}', type: 'text/plain' }, 415],
    ['a form', { body: 'comment=x', type: 'application/x-www-form-urlencoded' }, 415],
    ['of no type', { body: '{}', type: '' }, 415],
    ['of a nonsense type', { body: '{}', type: ';;;' }, 415],
    ['in another charset', { body: '{}', type: 'application/json; charset=latin1' }, 415],
    ['compressed', { body: 'x', type: 'application/json', encoding: 'gzip' }, 415],
  ])(
    '%s',
    async (_what, { body, type, encoding }: { body: string; type: string; encoding?: string }, status) => {
      await using bed = await apiBed();
      const { id } = raise(bed.node.alarms, { sensor: 's:1', raisedAt: 0 });
      const problem = await rawProblem(
        bed,
        `POST /api/v1/alarms/${id}/ack HTTP/1.1\r\n${AUTH}Content-Length: ${body.length}\r\n${
          type && `Content-Type: ${type}\r\n`
        }${encoding ? `Content-Encoding: ${encoding}\r\n` : ''}\r\n${body}`,
      );
      expect(problem.status).toBe(status);
      expect(bed.node.alarms.get(id)?.alarm.status).toBe('ACTIVE_UNACK');
    },
  );
});

describe('what the node throws', () => {
  const everywhere = ['sensors', 'sensors/s:1', 'alarms', 'alarms/x', 'edges', 'ledger', '/metrics'];

  it('a store that is away is 503 with Retry-After, and is logged as a warning', async () => {
    await using bed = await apiBed();
    bed.node.sensors.set('s:1', sensorState('s:1'));
    bed.node.failure = new Unavailable('connect ECONNREFUSED 10.1.2.3:8086');
    for (const path of everywhere) {
      const { status, headers, text } = await bed.ask(path);
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      expect(text).not.toContain('10.1.2.3');
    }
    expect((await bed.post('alarms/x/ack')).status).toBe(503);
    expect(bed.log.map(({ level }) => level)).toEqual(Array(everywhere.length + 1).fill('warn'));
  });

  it('a bug is 500 without internals, and is logged as an error', async () => {
    await using bed = await apiBed();
    bed.node.failure = new TypeError('cannot read secret of undefined');
    for (const path of everywhere) {
      const { status, body } = await bed.ask(path);
      expect(status).toBe(500);
      expect(body).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500 });
    }
    expect(bed.log.map(({ level }) => level)).toEqual(Array(everywhere.length).fill('error'));
    expect(bed.log[0]?.fields).toMatchObject({
      error: bed.node.failure,
      method: 'GET',
      path: '/api/v1/sensors',
    });
  });

  it('input that a store rejects is 400', async () => {
    await using bed = await apiBed();
    bed.node.failure = new Rejected('no such rule');
    expect(await bed.ask('alarms')).toMatchObject({ status: 400, body: { detail: 'no such rule' } });
  });
});
