/** Owns how much an edge remembers to work out what it hands on; past it nothing is lost, it only derives less well. */

/** Sensors with summaries, and as many with changes. One more and the one unheard of longest is forgotten. */
export const MAX_SENSORS = 100_000;

/** Metrics of one sensor. A summary of so many is as large as a batch allows (runtime/edges/envelope-checks.ts). */
export const MAX_METRICS = 256;

/** Sensors fallen silent whose windows one entry closes; the rest follow with the next, so that a batch has an end. */
export const MAX_SILENT_AT_ONCE = 100;
