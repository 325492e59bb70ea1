/** Owns what the demo tells a newcomer at its start; the commands in it work as they stand. */
import { isAbsolute, join, relative } from 'node:path';
import type { DemoNode } from './node.ts';

export interface Introduction {
  readonly cloud: Pick<DemoNode, 'apiUrl' | 'mqttPort' | 'dataDir'>;
  readonly edge: Pick<DemoNode, 'apiUrl' | 'mqttPort' | 'dataDir'>;
  readonly turbines: number;
}

export function introduction({ cloud, edge, turbines }: Introduction): string {
  const row = (name: string, { apiUrl, mqttPort, dataDir }: Introduction['cloud']) =>
    `  ${name.padEnd(6)} ${apiUrl}/   MQTT on port ${mqttPort}   ${shownPath(dataDir)}`;
  const get = ({ apiUrl, dataDir }: Introduction['cloud'], path: string) =>
    `  curl -s -H "Authorization: Bearer $(cat ${shownPath(join(dataDir, 'api-token'))})" \\\n    ${apiUrl}/api/v1/${path}`;
  const token = shownPath(join(cloud.dataDir, 'api-token'));
  const credentials = shownPath(join(edge.dataDir, 'mqtt-credentials'));
  const farm =
    turbines === 0
      ? 'No turbines, as you wished.'
      : `${turbines === 1 ? 'A turbine publishes' : `${turbines} turbines publish`} to the edge once a second; the first one overheats now and then.`;
  return `
  turbines ── MQTT ──> edge ── uplink ──> cloud

${row('cloud', cloud)}
${row('edge', edge)}

Open the console at ${cloud.apiUrl}/ and log in with the token that this prints, in another terminal, in this directory
  cat ${token}
The edge has a console of its own. The same by hand: every sensor, and every edge, as the cloud knows them
${get(cloud, 'sensors')}
${get(cloud, 'edges')}
how the edge's link is and what waits there to be handed over
${get(edge, 'uplink')}
and a reading of your own, which reaches the cloud as the sensor greenhouse:north
  mosquitto_pub -p ${edge.mqttPort} -u device -P "$(sed -n s/^device://p ${credentials})" \\
    -q 1 -t greenhouse/north -m 21.5

${farm}
Type cut and Enter to cut the link between edge and cloud for a minute. Ctrl-C stops everything.
`;
}

/** Relative when below the working directory, and quoted where a shell would trip over it. */
function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  const shown = below.startsWith('..') || isAbsolute(below) ? path : below;
  return /^[\w./+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
