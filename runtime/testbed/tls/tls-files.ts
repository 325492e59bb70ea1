/** Owns where the certificates for tests lie; README.md beside it says what they are. Tests only. */
import { fileURLToPath } from 'node:url';

export type TlsFile = 'ca.pem' | 'other-ca.pem' | 'server.pem' | 'server.key' | 'renewed.pem' | 'renewed.key';

/** Found from dist, too, which holds no such files. */
export function tlsFile(name: TlsFile): string {
  const inDist = import.meta.url.includes('/dist/runtime/testbed/');
  return fileURLToPath(new URL(inDist ? `../../../../runtime/testbed/tls/${name}` : name, import.meta.url));
}
