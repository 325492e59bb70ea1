/** Owns what the demo tells a newcomer at its start; the commands in it work as they stand. */
import { isAbsolute, join, relative } from 'node:path';

export interface Introduction {
  readonly apiUrl: string;
  readonly mqttPort: number;
  readonly dataDir: string;
  readonly turbines: number;
}

export function introduction({ apiUrl, mqttPort, dataDir, turbines }: Introduction): string {
  const credentials = shownPath(join(dataDir, 'mqtt-credentials'));
  const token = shownPath(join(dataDir, 'api-token'));
  const farm =
    turbines === 0
      ? 'No turbines, as you wished.'
      : `${turbines === 1 ? 'A turbine publishes' : `${turbines} turbines publish`} once a second; the first one overheats in a few seconds.`;
  return `
  REST         ${apiUrl}/api/v1/sensors
  its document ${apiUrl}/docs
  MQTT         mqtt://127.0.0.1:${mqttPort}
  credentials  ${credentials} (MQTT), ${token} (REST)

  Ask for every sensor, in another terminal in this directory:
    curl -s -H "Authorization: Bearer $(cat ${token})" ${apiUrl}/api/v1/sensors

  Publish a reading of your own, which becomes the sensor greenhouse:north:
    mosquitto_pub -h 127.0.0.1 -p ${mqttPort} -u device -P "$(sed -n s/^device://p ${credentials})" -q 1 -t greenhouse/north -m 21.5

${farm} Ctrl-C stops everything.
`;
}

/** Relative when below the working directory, and quoted where a shell would trip over it. */
function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  const shown = below.startsWith('..') || isAbsolute(below) ? path : below;
  return /^[\w./+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
