/** Owns connecting a sensor: a command to copy, and the news that its first reading has come. */
import { type Connection, connectionOf, LEVEL } from '../connection-command.ts';
import type { ConsoleParts, View } from '../console-parts.ts';
import { fill, h, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { healthMark } from '../marks.ts';
import { linkTo } from '../route.ts';
import { metricsOf } from '../shapes.ts';

const FIELDS = [
  ['site', 'Site', 'greenhouse'],
  ['sensor', 'Sensor', 'north'],
  ['metric', 'Metric', 'temp'],
  ['host', 'Node’s host', ''],
  ['port', 'MQTT port', '1883'],
  ['user', 'MQTT user', 'device'],
] as const;

type Name = (typeof FIELDS)[number][0];

export const connectView: View = (parts, _route, signal) => {
  const began = Date.now();
  const command = h('pre', { tabindex: 0, 'aria-label': 'Command', class: 'command' });
  const topic = h('p', { class: 'hint' });
  const answer = h('div', { class: 'first-reading', role: 'status' });
  const inputs = new Map<Name, HTMLInputElement>();
  let connection: Connection | undefined;
  const draw = () => {
    const typed = (name: Name) => inputs.get(name)?.value.trim() ?? '';
    connection = connectionOf({
      ...{ site: typed('site'), sensor: typed('sensor'), metric: typed('metric') },
      ...{ host: typed('host'), port: typed('port'), user: typed('user') },
    });
    setText(command, connection?.command ?? 'Letters, digits, . _ and - only, and no field empty.');
    setText(topic, connection ? `Topic ${connection.topic}, which is the sensor ${connection.sensor}.` : '');
    fill(answer, heard(parts, connection, began));
  };
  const fields = FIELDS.map(([name, label, first]) => {
    const value = first === '' ? location.hostname : first;
    const input = h('input', {
      value,
      pattern: LEVEL,
      spellcheck: 'false',
      autocomplete: 'off',
      oninput: draw,
    });
    inputs.set(name, input);
    return h('label', {}, label, input);
  });
  parts.sensors.changes.listen(signal, () => fill(answer, heard(parts, connection, began)));
  draw();
  const copied = h(
    'button',
    { type: 'button', class: 'primary', onclick: () => void copy(command, parts) },
    'Copy',
  );
  return h(
    'div',
    { class: 'connect' },
    h('div', { class: 'head' }, h('h1', {}, 'Connect a sensor')),
    h(
      'p',
      {},
      'Anything that speaks MQTT 3.1.1 will do. Say what it is called, and run the command in the node’s directory; the user’s password is in ',
      h('code', {}, 'data/mqtt-credentials'),
      '.',
    ),
    h('div', { class: 'fields' }, ...fields),
    h('div', { class: 'command-line' }, command, copied),
    topic,
    answer,
    h(
      'p',
      { class: 'hint' },
      'Other topics and payloads work as well, a bare number on any topic for one: ',
      h('code', {}, 'mosquitto_pub … -t greenhouse/north -m 21.5'),
      '. The API is described at ',
      h('a', { href: 'docs' }, 'docs'),
      '.',
    ),
  );
};

/** What came of this sensor since the page was opened, or before. */
function heard({ sensors }: ConsoleParts, connection: Connection | undefined, began: number): HTMLElement {
  const sensor = connection && sensors.get(connection.sensor);
  if (!connection || sensor?.lastReceivedAt === undefined) {
    return healthMark('unknown', connection ? `Waiting for the first reading of ${connection.sensor} …` : '');
  }
  const values = metricsOf(sensor).map((name) => `${name} ${formatNumber(sensor.metrics[name]?.value ?? 0)}`);
  const isNew = Date.parse(sensor.lastReceivedAt) >= began;
  const words = isNew ? 'Here it is' : `${sensor.id} is known already; last`;
  const element = healthMark(isNew ? 'good' : 'unknown', `${words}: ${values.join(', ')}. `);
  element.append(h('a', { href: linkTo('sensors', sensor.id) }, 'Look at it'));
  return element;
}

async function copy(command: HTMLElement, { notify }: ConsoleParts): Promise<void> {
  try {
    await navigator.clipboard.writeText(command.textContent);
    notify('Copied.');
  } catch {
    // Browsers give the clipboard to HTTPS and localhost only.
    getSelection()?.selectAllChildren(command);
    notify('Marked; copy it with the keyboard.');
  }
}
