/** Owns which listeners the door has: plain, TLS or both, with one bound on connections; a renewed certificate is put in. */
import type { Socket } from 'node:net';
import type { MqttConfig } from '../config/schema.ts';
import type { EpochMs } from '../vocabulary.ts';
import { type Certificate, openCertificate } from './certificate.ts';
import type { DoorPorts } from './door-port.ts';
import { boundConnections, type Listener, type ListenOptions, listen } from './listener.ts';

export interface Listeners extends AsyncDisposable {
  readonly ports: DoorPorts;
  /** When the certificate in use ends; undefined without TLS. */
  certificateValidTo(): EpochMs | undefined;
}

export interface ListenersOptions {
  readonly mqtt: MqttConfig;
  readonly onConnection: (socket: Socket) => void;
  readonly onFailedHandshake: () => void;
  /** Told why a renewed certificate is not used. */
  readonly onTrouble: (reason: string) => void;
}

type Common = Pick<ListenOptions, 'handshakeTimeout' | 'admit' | 'onConnection' | 'onFailedHandshake'>;

/** Throws StartError when a port is taken or the certificate cannot be used; nothing listens then. */
export async function openListeners(options: ListenersOptions): Promise<Listeners> {
  const { mqtt, onConnection, onFailedHandshake } = options;
  await using stack = new AsyncDisposableStack();
  const common: Common = {
    handshakeTimeout: mqtt.connectTimeout,
    admit: boundConnections(mqtt.maxConnections),
    onConnection,
    onFailedHandshake,
  };
  const secure = await openSecure(options, common, stack);
  const setting = 'mqtt.port (ANEMOS_MQTT_PORT)';
  const plain = mqtt.plain
    ? stack.use(await listen({ ...common, host: mqtt.host, port: mqtt.port, setting }))
    : secure;
  if (!plain) throw new Error('neither a plain nor a TLS listener is configured');
  const opened = stack.move();
  return {
    ports: { port: plain.port, ...(secure && { tlsPort: secure.port }) },
    certificateValidTo: () => secure?.validTo(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function openSecure(
  { mqtt: { host, tls }, onTrouble }: ListenersOptions,
  common: Common,
  stack: AsyncDisposableStack,
): Promise<(Listener & { validTo(): EpochMs }) | undefined> {
  if (!tls) return undefined;
  const { first, follow } = await openCertificate(tls);
  const listener = stack.use(
    await listen({
      ...common,
      host: tls.host ?? host,
      port: tls.port,
      setting: 'mqtt.tls.port',
      certificate: first,
    }),
  );
  let { validTo } = first;
  const onRenewed = (certificate: Certificate) => {
    listener.renew(certificate);
    ({ validTo } = certificate);
  };
  stack.use(follow({ onRenewed, onTrouble }));
  return { ...listener, validTo: () => validTo };
}
