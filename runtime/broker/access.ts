/** Owns which topics are closed to whom: as a last will, as a filter, as a message handed on. Pure. */
import { edgeOf, isEdgeTopic } from '../edges/protocol.ts';
import { MAX_FILTER_BYTES, MAX_TOPIC_LEVELS } from './limits.ts';

/** Why a CONNECT with this will is refused; Aedes holds a will to none of the rules of a PUBLISH. */
export function willProblem(topic: string): string | undefined {
  if (topic === '' || /[+#\0]/.test(topic)) return 'the will topic is none to publish to [MQTT-3.3.2-2]';
  if (topic.split('/').length > MAX_TOPIC_LEVELS) return 'the will topic has too many levels';
  if (isEdgeTopic(topic)) return 'a last will has no place between nodes';
  return undefined;
}

/** Wildcards that begin higher up are granted: what of them is closed to the client, it is not handed. */
export function maySubscribe(user: string | undefined, filter: string): boolean {
  // Aedes accepts $share and then delivers nothing.
  if (filter.startsWith('$share/') || Buffer.byteLength(filter) > MAX_FILTER_BYTES) return false;
  return isOpenTo(user, filter);
}

/** False for what lies between nodes, but to the edge's own user. */
export function isOpenTo(user: string | undefined, topic: string): boolean {
  return !isEdgeTopic(topic) || (user !== undefined && edgeOf(topic) === user);
}
