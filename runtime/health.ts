/** Owns what the node says of its fitness: each part asked, none of them waited for long. */
import type { NodeHealth, PartHealth } from './ports.ts';

export interface HealthSources {
  /** `refusing`: why the journal takes nothing in just now. */
  readonly door: { books(argument: undefined): Promise<{ readonly refusing?: string }> };
  readonly history: { stats(): { readonly trouble?: string | undefined } };
  /** Absent on an edge, as an uplink is on a cloud. */
  readonly delivery: { health(): PartHealth } | undefined;
  readonly uplink: { state(): { readonly connected: boolean; readonly trouble?: string } } | undefined;
  readonly sensors: { stats(): { readonly trouble?: string | undefined } };
}

/** A door that does not answer within this many ms sits on a disk that hangs. */
const DOOR_PATIENCE = 2000;

export function createHealth({ door, history, delivery, sensors, uplink }: HealthSources): NodeHealth {
  return {
    // Answering at all is the proof: the main loop turns. The disk's state is a matter of readiness.
    live: () => true,
    parts: async () => [
      await journalHealth(door),
      readerHealth('sensors', sensors.stats().trouble),
      readerHealth('history', history.stats().trouble),
      ...(delivery ? [delivery.health()] : []),
      ...(uplink ? [uplinkHealth(uplink.state())] : []),
    ],
  };
}

async function journalHealth(door: HealthSources['door']): Promise<PartHealth> {
  const { promise: late, resolve } = Promise.withResolvers<PartHealth>();
  const detail = `no answer from the journal within ${DOOR_PATIENCE} ms`;
  const timer = setTimeout(() => resolve({ part: 'journal', state: 'down', detail }), DOOR_PATIENCE);
  const answer = door.books(undefined).then(
    ({ refusing }): PartHealth =>
      refusing === undefined
        ? { part: 'journal', state: 'ok' }
        : { part: 'journal', state: 'down', detail: refusing },
    (error: Error): PartHealth => ({ part: 'journal', state: 'down', detail: error.message }),
  );
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** A reader that waits for its target is behind, not broken: the journal keeps its work. */
function readerHealth(part: string, trouble: string | undefined): PartHealth {
  return trouble === undefined ? { part, state: 'ok' } : { part, state: 'degraded', detail: trouble };
}

/** An edge works without its cloud: it is only behind. */
function uplinkHealth({
  connected,
  trouble,
}: {
  readonly connected: boolean;
  readonly trouble?: string;
}): PartHealth {
  if (connected) return { part: 'uplink', state: 'ok' };
  return { part: 'uplink', state: 'degraded', detail: trouble ?? 'not connected yet' };
}
