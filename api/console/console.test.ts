/** What the node serves of the console: everything it loads, nothing else, under a policy without exceptions. */
import { describe, expect, it } from 'vitest';
import { type ApiBed, apiBed } from '../testbed/api-bed.ts';

/** Every address the console loads, from its page on. */
async function walk(bed: ApiBed): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const waiting = ['/'];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (texts.has(path)) continue;
    const { status, text } = await bed.ask(path, { headers: { authorization: '' } });
    expect(status, path).toBe(200);
    texts.set(path, text);
    const asked = path === '/' ? /(?:src|href)="([^"]+\.\w+)"/g : /from '(\.[^']+)'/g;
    const base = `http://x${path}`;
    for (const [, address = ''] of text.matchAll(asked)) waiting.push(new URL(address, base).pathname);
  }
  return texts;
}

describe('the console', () => {
  it('needs no token to load, and all it loads is here', async () => {
    await using bed = await apiBed();
    const texts = await walk(bed);
    for (const path of [
      '/console/app.js',
      '/console/uplot.js',
      '/console/views/fleet.js',
      '/console/theme.css',
    ]) {
      expect([...texts.keys()]).toContain(path);
    }
    expect(texts.get('/')).not.toMatch(/https?:|style=|<script>|<style/);
  });

  it('forbids everything that is not its own', async () => {
    await using bed = await apiBed();
    const { headers } = await bed.ask('/');
    expect(headers.get('content-security-policy')?.split(';').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await bed.ask('/console/app.js')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it('is asked for again, and not sent again while it is the same', async () => {
    await using bed = await apiBed();
    const { headers } = await bed.ask('/console/app.js');
    expect(headers.get('cache-control')).toBe('no-cache');
    const again = await bed.raw(
      `GET /console/app.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: ${headers.get('etag')}\r\n\r\n`,
    );
    expect(again).toMatch(/^HTTP\/1\.1 304 (?:.*\r\n)+\r\n$/);
  });

  it.each([
    '/console/nothing.js',
    '/console/tsconfig.json',
    '/console/index.html',
    '/console/../console.js',
    '/console/..%2fconsole.js',
    '/console/%2e%2e/app.js',
    '/console/views',
    '/console/',
    '/console',
  ])('%s is not there', async (path) => {
    await using bed = await apiBed();
    const answer = await bed.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('is read only', async () => {
    await using bed = await apiBed();
    for (const path of ['/', '/console/app.js']) {
      const { status, headers } = await bed.post(path, {});
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    }
  });
});
