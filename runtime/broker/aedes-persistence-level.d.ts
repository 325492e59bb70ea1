/** Owns the types of aedes-persistence-level, which ships none: the methods we call or override. */
declare module 'aedes-persistence-level/asyncPersistence.js' {
  interface Client {
    readonly id: string;
  }
  interface Packet {
    readonly messageId?: number | undefined;
  }
  class AsyncLevelPersistence {
    constructor(db: object);
    addSubscriptions(client: Client, subs: readonly object[]): Promise<void>;
    incomingGetPacket(client: Client, packet: Packet): Promise<unknown>;
    incomingStorePacket(client: Client, packet: Packet): Promise<void>;
    incomingDelPacket(client: Client, packet: Packet): Promise<void>;
    cleanIncoming(client: Client): Promise<void>;
    countOffline(): Promise<{ readonly subsCount: number; readonly clientsCount: number }>;
    destroy(): Promise<void>;
  }
  export = AsyncLevelPersistence;
}
