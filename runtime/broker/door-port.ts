/** Owns what passes between the door's thread and the main thread. Holds no behaviour. */
import type { JournalConfig, MappingConfig, MqttConfig } from '../config/schema.ts';
import type { EdgeNotice } from '../edges/protocol.ts';
import type { Marked } from '../tracing/span.ts';
import type { Offset } from '../vocabulary.ts';

export interface DoorThreadData {
  readonly dataDir: string;
  readonly mqtt: MqttConfig;
  readonly passwordFile: string;
  readonly journal: JournalConfig;
  readonly mappings: readonly MappingConfig[];
  readonly readers: readonly string[];
  /** The one of them that may be behind for days: an edge's uplink. */
  readonly compactFor?: string;
  /** This node is a cloud: edges hand over to it. */
  readonly takesEdges: boolean;
  /** Part of the entries that are traced; absent = none are. */
  readonly sample?: number;
}

/** Where an open door listens. */
export interface DoorPorts {
  /** Of the plain listener, or of the TLS one when there is no other. */
  readonly port: number;
  readonly tlsPort?: number;
}

/** What the node itself publishes, at QoS 0. An empty payload with `retain` takes the retained one back. */
export interface NodeMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** What the log says of the door; what varies is in the fields. */
export type DoorWarning =
  | 'the journal refuses messages'
  | 'the password file cannot be used'
  | 'the broker has trouble'
  | 'the renewed certificate cannot be used'
  | 'what an edge sent was refused';

/** What the door tells unasked. */
export interface DoorNotice {
  readonly committed?: Offset;
  readonly marked?: Marked;
  readonly warning?: { readonly message: DoorWarning; readonly fields: object };
  readonly edge?: EdgeNotice;
}
