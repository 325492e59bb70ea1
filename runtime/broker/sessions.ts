/** Owns what the broker keeps across restarts: retained messages and sessions with their queued messages (LevelDB). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import LevelPersistence from 'aedes-persistence-level/asyncPersistence.js';
import { ClassicLevel } from 'classic-level';

/** What Aedes asks for; only what we look at ourselves is named here. */
interface SessionClient {
  readonly id: string;
}
interface QosPacket {
  readonly messageId?: number | undefined;
}

interface Taken {
  readonly connection: SessionClient;
  readonly stored: PromiseWithResolvers<void>;
}

/**
 * The store, watched so that a QoS 2 message is taken in once: Aedes runs its publish hook again for every
 * retransmission [MQTT-4.3.3-2], before it looks whether it has the message.
 */
export class Sessions extends LevelPersistence {
  /** Messages taken in and not yet released by PUBREL, by client and message id. */
  readonly #taken = new Map<string, Map<number, Taken>>();

  /** Lists of subscriptions being stored. */
  readonly #adding = new WeakMap<object, Promise<void>>();

  /** True for the first of a message's transmissions; a repetition is to be answered once `stored` resolves. */
  take(client: SessionClient, messageId: number): boolean {
    const ids = this.#taken.get(client.id) ?? new Map<number, Taken>();
    this.#taken.set(client.id, ids);
    if (ids.has(messageId)) return false;
    ids.set(messageId, { connection: client, stored: Promise.withResolvers() });
    return true;
  }

  /** Resolves when Aedes has stored the message; at once when it came over an earlier connection, which stores no more. */
  async stored(client: SessionClient, messageId: number): Promise<void> {
    const taken = this.#taken.get(client.id)?.get(messageId);
    if (taken?.connection === client) await taken.stored.promise;
  }

  /** The message was refused: its repetition is a first one again. */
  untake(clientId: string, messageId: number): void {
    this.#settle(clientId, messageId);
    this.#taken.get(clientId)?.delete(messageId);
  }

  /** True when an earlier connection or process already stored this message. */
  async holds(client: SessionClient, packet: QosPacket): Promise<boolean> {
    return await this.incomingGetPacket(client, packet).then(
      () => true,
      () => false,
    );
  }

  /** Aedes calls it once for each filter of a SUBSCRIBE, each time with all of them. */
  override addSubscriptions(client: SessionClient, subs: readonly object[]): Promise<void> {
    const adding = this.#adding.get(subs) ?? super.addSubscriptions(client, subs);
    this.#adding.set(subs, adding);
    return adding;
  }

  override async incomingStorePacket(client: SessionClient, packet: QosPacket): Promise<void> {
    await super.incomingStorePacket(client, packet);
    this.#settle(client.id, packet.messageId ?? 0);
  }

  override async incomingDelPacket(client: SessionClient, packet: QosPacket): Promise<void> {
    await super.incomingDelPacket(client, packet);
    this.untake(client.id, packet.messageId ?? 0);
  }

  override async cleanIncoming(client: SessionClient): Promise<void> {
    await super.cleanIncoming(client);
    for (const pending of this.#taken.get(client.id)?.values() ?? []) pending.stored.resolve();
    this.#taken.delete(client.id);
  }

  #settle(clientId: string, messageId: number): void {
    this.#taken.get(clientId)?.get(messageId)?.stored.resolve();
  }
}

/** Opens `<dataDir>/sessions`. */
export async function openSessions(dataDir: string): Promise<Sessions> {
  const path = join(dataDir, 'sessions');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const db = new ClassicLevel<string, Buffer>(path, { valueEncoding: 'buffer' });
  await db.open();
  return new Sessions(db);
}
