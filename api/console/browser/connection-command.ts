/** Owns the command that publishes a first reading, for a topic and an address that were typed in. Pure. */

export interface Wanted {
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly site: string;
  readonly sensor: string;
  readonly metric: string;
}

/** What may be a level of a topic: no wildcard, no separator, nothing a shell would trip over. */
export const LEVEL = '[A-Za-z0-9_.\\-]+';

export interface Connection {
  readonly sensor: string;
  readonly topic: string;
  readonly payload: string;
  readonly command: string;
}

/** Undefined while a field is empty or holds what no topic may. */
export function connectionOf({ host, port, user, site, sensor, metric }: Wanted): Connection | undefined {
  const level = new RegExp(`^${LEVEL}$`);
  if (![site, sensor, metric, user, host].every((part) => level.test(part)) || !/^\d{1,5}$/.test(port))
    return undefined;
  const topic = `v1/${site}/${sensor}/telemetry`;
  const payload = JSON.stringify({ values: { [metric]: 21.5 } });
  const lines = [
    `mosquitto_pub -h ${host} -p ${port} -u ${user}`,
    `-P "$(sed -n 's/^${user}://p' data/mqtt-credentials)"`,
    `-q 1 -t ${topic} -m '${payload}'`,
  ];
  return { sensor: `${site}:${sensor}`, topic, payload, command: lines.join(' \\\n  ') };
}
