/** Owns a door to knock at in tests: a real one on a free port, its users, sockets by hand. Tests only. */
import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { configSchema } from '../../config/schema.ts';
import type { EdgeNotice } from '../../edges/protocol.ts';
import { openJournalReader } from '../../journal/journal-reader.ts';
import { ensureSecrets } from '../../secrets.ts';
import { waitFor } from '../../testbed/testbed.ts';
import type { Entry } from '../../vocabulary.ts';
import { openDoor } from '../door.ts';
import { passwordLine } from '../password-file.ts';

const SILENT = { debug: () => {}, info: () => {}, error: () => {} };

/** A real door on a free port, with the users of a first start and `edges` with the password of the first. */
export async function startDoor(
  dataDir: string,
  overrides: { mqtt?: object; journal?: object; edges?: readonly string[] } = {},
) {
  const config = configSchema.parse({
    dataDir,
    mqtt: { port: 0, ...overrides.mqtt },
    journal: overrides.journal,
  });
  const { passwordFile, credentialsFile } = await ensureSecrets(config);
  const [line = ''] = (await readFile(credentialsFile ?? '', 'utf8')).split('\n');
  const [username = '', password = ''] = line.split(':');
  for (const edge of overrides.edges ?? [])
    await appendFile(passwordFile, `${await passwordLine(edge, password, 10)}\n`);
  const notices: EdgeNotice[] = [];
  const warnings: object[] = [];
  const door = await openDoor({
    ...config,
    dataDir,
    passwordFile,
    readers: ['history'],
    takesEdges: true,
    log: { ...SILENT, warn: (fields, message) => warnings.push({ message, ...fields }) },
    onCommitted: () => {},
    onEdge: (notice) => notices.push(notice),
  });
  const { port, tlsPort } = await door.open(undefined);
  const connect = (options: IClientOptions = {}): Promise<MqttClient> =>
    mqtt.connectAsync(
      `mqtt://127.0.0.1:${port}`,
      { username, password, reconnectPeriod: 0, ...options },
      false,
    );
  return {
    door,
    port,
    tlsPort,
    notices,
    warnings,
    username,
    password,
    connect,
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}

/** The next message a subscribed client gets. */
export function nextMessage(client: MqttClient): Promise<{ topic: string; text: string }> {
  return new Promise((resolve) =>
    client.once('message', (topic, payload) => resolve({ topic, text: String(payload) })),
  );
}

/** Resolves when the server has closed the client's connection, which it may do with a reset. */
export function cutOff(client: MqttClient): Promise<void> {
  client.on('error', () => {});
  return new Promise((resolve) => client.once('close', resolve));
}

export function journaled(dataDir: string): readonly Entry[] {
  using reader = openJournalReader({ dataDir });
  return reader.read(0, 1e9).flatMap((commit) => commit.entries);
}

export async function rawSocket(port: number, bytes: Uint8Array): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

export const closed = (socket: Socket) =>
  waitFor('the socket to be closed', () => socket.resume().destroyed || socket.closed);

/** A CONNECT packet [MQTT-3.1] by hand, so that what mqtt.js refuses to send can be sent. */
export function connectPacket(clientId: string, flags: number, ...fields: string[]): Buffer {
  const text = (value: string) =>
    Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)]);
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, flags, 0, 60]),
    text(clientId),
    ...fields.map(text),
  ]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}
