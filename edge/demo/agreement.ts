/** Owns finding out whether cloud and edge hold the same: each reading and each alarm of a span, one by one. */
import { setTimeout as delay } from 'node:timers/promises';
import { clock } from './news.ts';
import type { Rest, Span } from './rest.ts';

interface Holdings {
  readonly readings: ReadonlySet<string>;
  readonly alarms: ReadonlySet<string>;
}

/** The readers of both nodes are a moment behind their journals. */
const PATIENCE = 10_000;
const TRY_EVERY = 200;

/** One line for a person. */
export async function agreement(
  { cloud, edge }: { readonly cloud: Rest; readonly edge: Rest },
  span: Span,
  signal: AbortSignal,
): Promise<string> {
  const sensors = (await edge.sensors()).map(({ id }) => id);
  const when = `from ${clock(Date.parse(span.from))} to ${clock(Date.parse(span.to))}`;
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const [here, there] = [await holdings(edge, sensors, span), await holdings(cloud, sensors, span)];
    const same = equal(here.readings, there.readings) && equal(here.alarms, there.alarms);
    if (same) return `cloud and edge hold the same ${told(here)} ${when}`;
    if (performance.now() > deadline) return `THEY DIFFER: edge ${told(here)}, cloud ${told(there)} ${when}`;
    await delay(TRY_EVERY, undefined, { signal });
  }
}

async function holdings(node: Rest, sensors: readonly string[], span: Span): Promise<Holdings> {
  const readings = new Set<string>();
  for (const sensor of sensors) {
    for (const { ts, seq, values } of await node.observations(sensor, span)) {
      readings.add(JSON.stringify([sensor, ts, seq, Object.entries(values).sort()]));
    }
  }
  const alarms = (await node.alarms())
    .filter(({ sensor }) => sensors.includes(sensor))
    .filter(({ raisedAt, clearedAt }) => raisedAt < span.to && (clearedAt ?? span.to) >= span.from)
    .map(({ id, status }) => `${id} ${status}`);
  return { readings, alarms: new Set(alarms) };
}

function equal(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && one.isSubsetOf(other);
}

function told({ readings, alarms }: Holdings): string {
  return `${readings.size} readings and ${alarms.size} alarms`;
}
