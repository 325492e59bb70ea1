/** Owns Aedes: what it asks of us at each step of a connection and a message. Decides nothing about readings. */
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Aedes, type AedesOptions, type Client, type PublishPacket } from 'aedes';
import mqttPacket from 'mqtt-packet';
import { isOpenTo, maySubscribe, willProblem } from './access.ts';
import { MAX_TOPIC_LEVELS, MAX_UNREAD } from './limits.ts';
import type { Sessions } from './sessions.ts';

export type { Client, PublishPacket };

/** The two return codes of CONNACK we give [MQTT-3.2.2.3]. */
const IDENTIFIER_REJECTED = Buffer.from([0x20, 2, 0, 2]);
const BAD_CREDENTIALS = 4;

// Else it makes 65,536 small buffers ahead of the first packet: 8 MB that never pay.
mqttPacket.writeToStream.cacheNumbers = false;

export interface BrokerHooks {
  /** Who is it? Resolves false to refuse. */
  authenticate(username: string | undefined, password: Uint8Array | undefined): Promise<boolean>;
  /** A message has come; nothing is acknowledged or forwarded before `done()`. An error closes the connection unacknowledged. */
  admit(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void;
  onRefusedLogin(client: Client): void;
  onClientError(client: Client, error: Error): void;
  /** The broker's own trouble, e.g. a last will left by a crash that the journal refuses; it tries again by itself. */
  onTrouble(error: Error): void;
}

interface Matcher {
  match(topic: string): readonly unknown[];
}

/** Aedes, but what nobody subscribed to is not published: that is half its time per message. */
export class Broker extends Aedes {
  readonly #sessions: Sessions;
  readonly #users = new WeakMap<object, string>();
  /** Messages that were acknowledged but are not to be forwarded. */
  readonly #withheld = new WeakSet<object>();
  /** True once any client has subscribed: until then there is nothing to match. */
  #subscribers = false;
  /** True once any session that outlives its connection has; then QoS > 0 always takes the full path. */
  #offlineSubscribers = false;

  constructor(options: AedesOptions & { readonly sessions: Sessions }) {
    super(options);
    this.#sessions = options.sessions;
  }

  override async listen(): Promise<void> {
    await super.listen();
    this.#offlineSubscribers = (await this.#sessions.countOffline()).clientsCount > 0;
  }

  /** The name it has logged in with. */
  userOf(client: Client): string | undefined {
    return this.#users.get(client);
  }

  welcome(client: Client, user: string): void {
    this.#users.set(client, user);
  }

  withhold(packet: PublishPacket): void {
    this.#withheld.add(packet);
  }

  expectSubscriber(client: Client): void {
    this.#subscribers = true;
    if (!client.clean) this.#offlineSubscribers = true;
  }

  override publish(packet: PublishPacket, client: unknown, done?: unknown): void {
    const callback = typeof client === 'function' ? client : done;
    if (this.#nobodyWants(packet)) {
      if (typeof callback === 'function') callback();
      return;
    }
    // Aedes' own type knows two parameters; its code takes the client in between.
    Reflect.apply(super.publish, this, [packet, client, done]);
  }

  #nobodyWants(packet: PublishPacket): boolean {
    if (this.#withheld.has(packet)) return true;
    // Aedes' own guard comes later than the matcher, which throws on such a topic.
    if (packet.topic.split('/', MAX_TOPIC_LEVELS + 1).length > MAX_TOPIC_LEVELS) return true;
    if (packet.retain || (packet.qos > 0 && this.#offlineSubscribers)) return false;
    if (!this.#subscribers && !packet.topic.startsWith('$')) return true;
    return this.#matcher.match(packet.topic).length === 0;
  }

  get #matcher(): Matcher {
    if ('mq' in this && isEmitter(this.mq)) return this.mq._matcher;
    throw new Error('aedes no longer exposes its matcher');
  }
}

export async function openBroker(
  hooks: BrokerHooks,
  { sessions, connectTimeout }: { readonly sessions: Sessions; readonly connectTimeout: number },
): Promise<Broker> {
  const broker = new Broker({
    // Queued messages are sorted by broker id, then by a counter that starts anew: ids must grow from start to start.
    id: `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(4).toString('hex')}`,
    persistence: sessions,
    sessions,
    connectTimeout,
    queueLimit: 1000,
    // Nobody waits for a subscriber that does not read: beyond MAX_UNREAD its connection goes.
    concurrency: 0,
    authorizeForward: (client, packet) =>
      isOpenTo(broker.userOf(client), packet.topic) && readsOn(client) ? packet : null,
    preConnect(client, packet, done) {
      const unfit = packet.will && willProblem(packet.will.topic);
      if (unfit) return done(new Error(unfit), false);
      if (packet.clientId || packet.clean) return done(null, true);
      // [MQTT-3.1.3-8]; Aedes would invent an id for a session nobody can come back to.
      (client.conn as Socket).end(IDENTIFIER_REJECTED);
      done(new Error('empty client id with clean session 0'), false);
    },
    authenticate(client, username, password, done) {
      const refuse = (message: string) => {
        hooks.onRefusedLogin(client);
        done(Object.assign(new Error(message), { returnCode: BAD_CREDENTIALS }), false);
      };
      hooks.authenticate(username, password).then(
        (right) => {
          if (!right || username === undefined) return refuse('bad user name or password');
          broker.welcome(client, username);
          done(null, true);
        },
        (error: Error) => refuse(error.message),
      );
    },
    authorizePublish: (client, packet, done) => {
      if (client && !readsOn(client)) return done(new Error('the client does not read its acknowledgements'));
      hooks.admit(client, packet, done);
    },
    authorizeSubscribe(client, subscription, done) {
      // null answers 0x80 [MQTT-3.9.3-2].
      if (!maySubscribe(broker.userOf(client), subscription.topic)) return done(null, null);
      broker.expectSubscriber(client);
      done(null, subscription);
    },
  });
  broker.on('clientError', (client, error) => hooks.onClientError(client, error));
  broker.on('connectionError', (client, error) => hooks.onClientError(client, error));
  broker.on('client', (client) => {
    // Aedes would hold up every publisher until one slow socket has drained; readsOn bounds what that socket holds.
    const waitForDrain = (done: (error: null, client: Client) => void) => setImmediate(done, null, client);
    Object.assign(client, { waitForDrain });
  });
  // Aedes emits it, its types do not say so; unheard it would end the thread.
  EventEmitter.prototype.on.call(broker, 'error', (error: Error) => hooks.onTrouble(error));
  await broker.listen();
  return broker;
}

/** False, and its connection gone, when a client leaves too much unread. */
function readsOn({ conn }: Client): boolean {
  if (conn.writableLength <= MAX_UNREAD) return true;
  conn.destroy(new Error('the client does not read'));
  return false;
}

function isEmitter(mq: unknown): mq is { readonly _matcher: Matcher } {
  return typeof mq === 'object' && mq !== null && '_matcher' in mq;
}
