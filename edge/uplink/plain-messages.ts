/** Owns how entries look to a broker that is not an Anemos cloud: one JSON message per reading on the sensor's own topic. */
import type { Entry, SensorId } from '../../runtime/vocabulary.ts';

export interface PlainMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** Undefined for what is of no use to others. */
export function plainMessage(entry: Entry): PlainMessage | undefined {
  const { sensor, ts } = entry;
  switch (entry.kind) {
    case 'reading':
      // Others would take what a model expects for what was measured.
      if (entry.derived) return undefined;
      return message(sensor, 'telemetry', { ts, seq: entry.seq, values: entry.values });
    case 'status':
      return message(sensor, 'status', { state: entry.state, ts }, true);
    case 'device-alarm': {
      const { code, severity, active, message: text } = entry;
      return message(sensor, 'alarm', {
        ts,
        alarm: code,
        severity,
        active,
        ...(text !== undefined && { message: text }),
      });
    }
    case 'transition':
      return message(sensor, 'alarm', { ...entry.transition });
    case 'command':
      return undefined;
  }
}

function message(sensor: SensorId, channel: string, body: object, retain = false): PlainMessage {
  return { topic: topicOf(sensor, channel), payload: JSON.stringify(body), retain };
}

/** `v1/{site}/{sensor}/{channel}`; an id without a site has its own topic, with the channel behind it unless it is telemetry. */
function topicOf(sensor: SensorId, channel: string): string {
  const colon = sensor.indexOf(':');
  if (colon > 0 && colon < sensor.length - 1) {
    return `v1/${level(sensor.slice(0, colon))}/${level(sensor.slice(colon + 1))}/${channel}`;
  }
  return channel === 'telemetry' ? level(sensor) : `${level(sensor)}/${channel}`;
}

/** What may not stand in a level of a topic [MQTT-4.7.1]. */
function level(name: string): string {
  return name.replaceAll(/[/+#%]/g, encodeURIComponent).replace(/^\$/, '%24');
}
