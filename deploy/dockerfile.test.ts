/** Proves that the Dockerfile names what exists and starts the node that the configuration knows. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../runtime/config/config.ts';
import { ROOT } from './testbed/compose-file.ts';

test('the Dockerfile copies what exists and starts what is built', async () => {
  const dockerfile = await readFile(join(ROOT, 'deploy/Dockerfile'), 'utf8');
  for (const [, sources = ''] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
    for (const source of sources.split(' ')) await stat(join(ROOT, source));
  }
  expect(dockerfile).toMatch(
    /^ENTRYPOINT \["node", "--no-memory-protection-keys", "dist\/runtime\/main\.js"\]$/m,
  );
  await stat(join(ROOT, 'runtime/main.ts'));
  for (const line of ['USER node', 'STOPSIGNAL SIGTERM', 'VOLUME /data', 'HEALTHCHECK ']) {
    expect(
      dockerfile.split('\n').some((one) => one.startsWith(line)),
      line,
    ).toBe(true);
  }
  const [, env = ''] = /^ENV (ANEMOS_.+)$/m.exec(dockerfile) ?? [];
  const variables = Object.fromEntries(env.split(' ').map((pair) => pair.split('=')));
  const config = await loadConfig({ env: variables });
  expect(config).toMatchObject({ dataDir: '/data', mqtt: { host: '0.0.0.0' }, api: { host: '0.0.0.0' } });
});
