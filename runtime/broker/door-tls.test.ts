/** Owns showing that the TLS listener is the same door: who gets through, what is cut, what a renewed certificate does. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import mqtt, { type IClientOptions } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import { tlsFile } from '../testbed/tls/tls-files.ts';
import { openCertificate } from './certificate.ts';
import { boundConnections, listen } from './listener.ts';
import { closed, connectPacket, cutOff, journaled, rawSocket, startDoor } from './testbed/door-bed.ts';

const ca = readFileSync(tlsFile('ca.pem'));
const files = { certFile: tlsFile('server.pem'), keyFile: tlsFile('server.key') };
const tls = { port: 0, ...files };

type Door = Awaited<ReturnType<typeof startDoor>>;

const connect = ({ tlsPort, username, password }: Door, options: IClientOptions = {}) =>
  mqtt.connectAsync(
    `mqtts://localhost:${tlsPort}`,
    { username, password, ca, reconnectPeriod: 0, ...options },
    false,
  );

describe('the TLS listener', () => {
  test('a client that knows the authority publishes and is acknowledged; one that knows another turns away', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { mqtt: { tls } });
    const client = await connect(node);
    await client.publishAsync('farm/t1', '21.5', { qos: 1 });
    expect(journaled(dir.path)).toMatchObject([{ sensor: 'farm:t1', values: { value: 21.5 } }]);
    await expect(connect(node, { ca: readFileSync(tlsFile('other-ca.pem')) })).rejects.toThrow(/certificate/);
    await expect(connect(node, { password: 'wrong' })).rejects.toThrow(/Bad username or password|Not auth/);
    const beside = await node.connect();
    await beside.publishAsync('farm/t2', '1', { qos: 1 });
    await client.publishAsync('farm/t1', '22', { qos: 2 });
    expect(journaled(dir.path)).toHaveLength(3);
    await client.endAsync(true);
    await beside.endAsync(true);
  });

  test('half a handshake, a plain client and an oversized packet are cut; others are not disturbed', async () => {
    await using dir = await tempDir();
    const mqttConfig = { tls, connectTimeout: '500ms', maxPacket: '10KiB' };
    await using node = await startDoor(dir.path, { mqtt: mqttConfig });
    const inside = await connect(node);
    const sockets = await Promise.all([
      rawSocket(node.tlsPort ?? 0, Buffer.from([0x16, 3, 1, 2, 0, 1, 0])),
      rawSocket(node.tlsPort ?? 0, Buffer.alloc(0)),
      rawSocket(node.tlsPort ?? 0, connectPacket('c', 0xc2, node.username, node.password)),
    ]);
    await Promise.all(sockets.map(closed));
    const silent = connectTls({ port: node.tlsPort ?? 0, host: 'localhost', ca });
    silent.on('error', () => {});
    await once(silent, 'secureConnect');
    await closed(silent);
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const outdated = connectTls({ port: node.tlsPort ?? 0, host: 'localhost', ca, ...old });
    await expect(once(outdated, 'secureConnect')).rejects.toThrow(/protocol|version/i);
    const big = await connect(node);
    const cut = cutOff(big);
    big.publish('farm/t1', Buffer.alloc(500_000, 49), { qos: 1 });
    await cut;
    await inside.publishAsync('farm/t1', '1', { qos: 1 });
    expect(journaled(dir.path)).toHaveLength(1);
    await inside.endAsync(true);
  });

  test('can be the only one', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { mqtt: { tls, plain: false } });
    expect(node.port).toBe(node.tlsPort);
    const client = await connect(node);
    await client.publishAsync('farm/t1', '1', { qos: 1 });
    expect(journaled(dir.path)).toHaveLength(1);
    await client.endAsync(true);
  });

  test('both listeners share one bound on connections', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { mqtt: { tls, maxConnections: 2 } });
    const clients = [await connect(node), await node.connect()];
    await expect(connect(node)).rejects.toThrow();
    await expect(node.connect()).rejects.toThrow();
    await clients[0]?.endAsync(true);
    await clients[1]?.publishAsync('farm/t1', '1', { qos: 1 });
    clients[0] = await connect(node);
    for (const client of clients) await client.endAsync(true);
  });

  test('what was acknowledged when the door closes is heard, and half a handshake does not hold it open', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path, { mqtt: { tls } });
    const socket = await rawSocket(node.tlsPort ?? 0, Buffer.from([0x16]));
    const client = await connect(node);
    const gone = cutOff(client);
    await client.publishAsync('farm/t1', '1', { qos: 1 });
    await node.door.shut(undefined);
    await gone;
    await closed(socket);
    expect(journaled(dir.path)).toHaveLength(1);
  });

  test('a certificate that cannot be used stops the start with the remedy', async () => {
    await using dir = await tempDir();
    const bad = { ...tls, certFile: '/nowhere/cert.pem' };
    await expect(startDoor(dir.path, { mqtt: { tls: bad } })).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining('/nowhere/cert.pem'),
    });
  });

  test('a renewed certificate is shown to whoever comes next', async () => {
    const first = (await openCertificate({ ...files, minVersion: 'TLSv1.2' })).first;
    const next = { certFile: tlsFile('renewed.pem'), keyFile: tlsFile('renewed.key') };
    const second = (await openCertificate({ ...next, minVersion: 'TLSv1.2' })).first;
    await using listener = await listen({
      host: '127.0.0.1',
      port: 0,
      setting: 'mqtt.tls.port',
      certificate: first,
      handshakeTimeout: 5000,
      admit: boundConnections(10),
      onConnection: () => {},
      onFailedHandshake: () => {},
    });
    const serial = async () => {
      const socket = connectTls({ port: listener.port, host: 'localhost', ca });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const shown = await serial();
    listener.renew(second);
    expect(await serial()).not.toBe(shown);
  });
});
