/** Owns the broker's fixed bounds; the ones a user may move are in the configuration. */

/** Bytes of a topic filter in SUBSCRIBE. */
export const MAX_FILTER_BYTES = 1024;

/** Levels of a topic: Aedes' own bound, which it does not hold a last will to. */
export const MAX_TOPIC_LEVELS = 100;

/** Bytes that may wait for a client to read them. */
export const MAX_UNREAD = 4 * 1024 ** 2;

/** ms a closing door gives a socket to take the acks already written. */
export const CLOSE_GRACE = 1000;
