/** Owns saying why a server does not let this node in, in words that name the remedy. Pure. */
import { messageOf } from '../../runtime/errors.ts';

export interface Attempt {
  readonly url: string;
  readonly user: string;
}

/** CONNACK's return codes 4 and 5 [MQTT-3.2.2.3]. */
const BAD_LOGIN: readonly unknown[] = [4, 5];
const NOT_TRUSTED: readonly unknown[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
];
const OUT_OF_DATE: readonly unknown[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

export function whyNotConnected(error: unknown, { url, user }: Attempt): string {
  const code = codeOf(error);
  const said = textOf(error);
  if (BAD_LOGIN.includes(code)) {
    return (
      `${url} does not let user "${user}" in: name or password is wrong. Set uplink.password ` +
      '(ANEMOS_UPLINK_PASSWORD) to what --add-user printed there'
    );
  }
  if (NOT_TRUSTED.includes(code)) {
    return `the certificate of ${url} is not trusted (${said}): set uplink.caFile to the authority that signed it, as PEM`;
  }
  if (OUT_OF_DATE.includes(code)) {
    return `the certificate of ${url} is not valid now (${said}): renew it there, or set this machine's clock`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the certificate of ${url} is for another name: write one of its names in uplink.url. ${said}`;
  }
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return `${url} does not answer in TLS (${said}): is it the port for TLS?`;
  }
  return `no connection to ${url}: ${said}`;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** A name with several addresses fails once for each, and the whole then says nothing. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return messageOf(error) || String(codeOf(error) ?? 'it was cut');
}
