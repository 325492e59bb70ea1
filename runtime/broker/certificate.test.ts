/** Proves which certificates are refused with what remedy, and that renewed ones are noticed. */
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { tlsFile } from '../testbed/tls/tls-files.ts';
import { type Certificate, openCertificate } from './certificate.ts';

test.each([
  ['/nowhere/cert.pem', tlsFile('server.key'), /certFile: cannot read \/nowhere\/cert\.pem: ENOENT.*Put/],
  [tlsFile('server.pem'), '/nowhere/key.pem', /keyFile: cannot read \/nowhere\/key\.pem: ENOENT.*Put/],
  [tlsFile('server.key'), tlsFile('server.key'), /certFile: .*server\.key does not begin with a certificate/],
  [tlsFile('server.pem'), tlsFile('server.pem'), /keyFile: .*server\.pem holds no private key/],
  [tlsFile('server.pem'), tlsFile('renewed.key'), /key in .*renewed\.key is not that of .*server\.pem/],
])('does not open %s with %s', async (certFile, keyFile, message) => {
  const opening = openCertificate({ certFile, keyFile, minVersion: 'TLSv1.2' });
  await expect(opening).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringMatching(message),
  });
});

test('renewed files are noticed once both are there; until then those before count, and somebody is told why', async () => {
  await using dir = await tempDir();
  const [certFile, keyFile] = [join(dir.path, 'cert.pem'), join(dir.path, 'key.pem')];
  await copyFile(tlsFile('server.pem'), certFile);
  await copyFile(tlsFile('server.key'), keyFile);
  const { first, follow } = await openCertificate({ certFile, keyFile, minVersion: 'TLSv1.3' });
  expect(String(first.cert)).toBe(await readFile(tlsFile('server.pem'), 'utf8'));
  const [renewed, troubles]: [Certificate[], string[]] = [[], []];
  using _following = follow({
    onRenewed: (certificate) => renewed.push(certificate),
    onTrouble: (reason) => troubles.push(reason),
    every: 10,
  });

  const put = async (text: string, file: string) => {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };
  await put(await readFile(tlsFile('renewed.pem'), 'utf8'), certFile);
  await waitFor('the half of a renewal to be told of', () => troubles.length > 0);
  expect(renewed).toEqual([]);
  await put(await readFile(tlsFile('renewed.key'), 'utf8'), keyFile);
  await waitFor('the renewal', () => renewed.length > 0);
  expect(renewed.map(({ cert, minVersion }) => [String(cert), minVersion])).toEqual([
    [await readFile(tlsFile('renewed.pem'), 'utf8'), 'TLSv1.3'],
  ]);
  expect(troubles).toEqual([expect.stringContaining('is not that of the certificate')]);
});
