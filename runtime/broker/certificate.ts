/** Owns the certificate of a TLS listener: reading and checking its files, and looking whether they have been renewed. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, type SecureVersion } from 'node:tls';
import { messageOf, StartError } from '../errors.ts';
import type { EpochMs } from '../vocabulary.ts';

export interface CertificateFiles {
  /** The group of the configuration that names them. */
  readonly setting?: 'mqtt.tls' | 'api.tls';
  /** PEM: the server's certificate, then those between it and its authority. */
  readonly certFile: string;
  /** PEM, without a passphrase. */
  readonly keyFile: string;
  readonly minVersion: SecureVersion;
}

/** What `tls.createServer` and `setSecureContext` take. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: SecureVersion;
  /** When it ends. */
  readonly validTo: EpochMs;
}

export interface RenewalOptions {
  readonly onRenewed: (certificate: Certificate) => void;
  /** Told when changed files cannot be used, so those before still count. */
  readonly onTrouble: (reason: string) => void;
  /** ms between two looks. */
  readonly every?: number;
}

const LOOK_EVERY = 60_000;

/** Throws StartError naming the file that cannot be used and the remedy. `follow` looks at the files until disposed of. */
export async function openCertificate(
  files: CertificateFiles,
): Promise<{ readonly first: Certificate; follow(options: RenewalOptions): Disposable }> {
  // Noted before they are read: what changes meanwhile is seen at the next look.
  let version = await versionOf(files);
  const first = await readCertificate(files);

  async function look({ onRenewed, onTrouble }: RenewalOptions): Promise<void> {
    const current = await versionOf(files);
    if (current === version) return;
    version = current;
    await readCertificate(files).then(onRenewed, (error: unknown) => onTrouble(messageOf(error)));
  }

  return {
    first,
    follow(options) {
      let looking = false;
      const timer = setInterval(async () => {
        if (looking) return;
        looking = true;
        await look(options);
        looking = false;
      }, options.every ?? LOOK_EVERY);
      timer.unref();
      return { [Symbol.dispose]: () => clearInterval(timer) };
    },
  };
}

async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const { certFile, keyFile, minVersion, setting = 'mqtt.tls' } = files;
  const cert = await read(certFile, `${setting}.certFile`);
  const key = await read(keyFile, `${setting}.keyFile`);
  const owner = keyIn(key, `${setting}.keyFile: ${keyFile}`);
  const certificate = certificateIn(cert, `${setting}.certFile: ${certFile}`);
  if (!certificate.checkPrivateKey(owner)) {
    throw new StartError(
      `the key in ${keyFile} is not that of the certificate in ${certFile}: ${setting} needs both of one issue`,
    );
  }
  try {
    createSecureContext({ cert, key, minVersion });
  } catch (error) {
    const text = `${setting} cannot use ${certFile} with ${keyFile}: ${messageOf(error)}. Put others in their place`;
    throw new StartError(text, { cause: error });
  }
  return { cert, key, minVersion, validTo: Date.parse(certificate.validTo) };
}

async function versionOf({ certFile, keyFile }: CertificateFiles): Promise<string> {
  const versions = [certFile, keyFile].map(async (file) => {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
  });
  return (await Promise.all(versions)).join(', ');
}

async function read(file: string, setting: string): Promise<Buffer> {
  return await readFile(file).catch((error: unknown) => {
    throw new StartError(
      `${setting}: cannot read ${file}: ${messageOf(error)}. Put the PEM file there, readable for this user`,
      { cause: error },
    );
  });
}

function certificateIn(pem: Buffer, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    const text = `${file} does not begin with a certificate in PEM form. Put one there`;
    throw new StartError(text, { cause: error });
  }
}

function keyIn(pem: Buffer, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const text = `${file} holds no private key in PEM form, or one with a passphrase. Put one without there`;
    throw new StartError(text, { cause: error });
  }
}
