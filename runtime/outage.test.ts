/** Proves that ingest goes on while the stores are away, and that everything arrives afterwards. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DRIVERS } from './alarms/testbed/databases.ts';
import { influxError, openInfluxStandIn } from './history/testbed/influx-stand-in.ts';
import { alarmRows } from './testbed/alarm-rows.ts';
import { startChildNode } from './testbed/child-node.ts';
import { Device } from './testbed/device.ts';
import { openProxy } from './testbed/proxy.ts';
import { waitFor } from './testbed/testbed.ts';

/** ms of each of the five ways in which InfluxDB is away; Postgres, where there is one, is gone during all of them. */
const PHASE = 6000;
/** At least so many readings of each device are acknowledged in a phase; it sends about 5,000. */
const AT_LEAST = 1000;
/** Above the limit for the last hundred of every four hundred readings. */
const sample = (seq: number) => (seq % 400 >= 300 ? 95 : 20);

test.for(DRIVERS)(
  '30 s of load while InfluxDB fails in five ways and $name is cut off: ingest goes on, everything arrives',
  {
    timeout: 180_000,
  },
  async ({ make }) => {
    await using sql = await make();
    await using influx = await openInfluxStandIn();
    const server = sql.config.driver === 'postgres' ? new URL(sql.config.url) : undefined;
    await using link =
      server && (await openProxy({ host: server.hostname, port: Number(server.port || 5432) }));
    if (server && link) Object.assign(server, { hostname: '127.0.0.1', port: String(link.port) });
    const config = join(sql.dataDir, 'node.yaml');
    await writeFile(config, "rules:\n  - { id: hot, sensors: 'farm:*', metric: v, above: 90 }\n");
    await using node = await startChildNode(sql.dataDir, {
      ANEMOS_CONFIG: config,
      INFLUX_URL: influx.url,
      INFLUX_ORG: 'org',
      INFLUX_BUCKET: 'bucket',
      INFLUX_TOKEN: 'token-of-the-stand-in',
      ...(server && { DATABASE_URL: server.href }),
    });
    const devices = ['a', 'b'].map((name) => new Device(name, sample));
    const stop = new AbortController();
    const to = { url: node.mqttUrl, credentials: node.credentials, pause: 10 };
    const running = devices.map((device) => device.run({ ...to, signal: stop.signal }));
    await waitFor('the first lines', () => influx.stored.length > 0);

    const keepsTaking = async (trouble: () => unknown) => {
      await trouble();
      const before = devices.map(({ acked }) => acked.size);
      await delay(PHASE);
      const taken = devices.map(({ acked }, i) => acked.size - (before[i] ?? 0));
      expect(Math.min(...taken), 'readings acknowledged meanwhile').toBeGreaterThan(AT_LEAST);
    };
    await link?.cut();
    await keepsTaking(() => influx.down());
    await influx.up();
    await keepsTaking(() => influx.behave(() => 'hang'));
    await keepsTaking(() => influx.behave(() => influxError(500, 'internal error')));
    await keepsTaking(() =>
      influx.behave(({ lines }) => (lines.length > 10 ? influxError(413, 'too large') : undefined)),
    );
    const poison = new Device('poison', () => 1);
    await keepsTaking(async () => {
      influx.behave(({ body }) =>
        body.includes('poison') ? influxError(400, 'unable to parse') : undefined,
      );
      const once = new AbortController();
      const one = poison.run({ ...to, signal: once.signal });
      await waitFor('the poison to be acknowledged', () => poison.acked.size > 0);
      once.abort();
      await one;
    });
    await link?.restore();
    stop.abort();
    await Promise.all(running);

    const values = (state: string) => node.metric(`anemos_history_values{state="${state}"}`);
    await waitFor('history to have caught up', async () => (await values('in_flight')) === 0, 60_000);
    await waitFor(
      'the rows to have caught up',
      async () => (await node.metric('anemos_alarm_transitions_pending')) === 0,
      60_000,
    );
    expect([await values('dead_lettered'), await values('lost')]).toEqual([poison.sent, 0]);
    expect(await values('stored')).toBe((await values('taken')) - poison.sent);
    const points = new Set(influx.stored.map((line) => line.replace(/ v=\S+ /, ' ')));
    for (const { sensor, sent, acked } of devices) {
      expect(acked.size).toBe(sent);
      expect([...points].filter((point) => point.includes(`sensor=${sensor},`)).length).toBe(sent);
    }
    expect(await node.kill('SIGTERM'), node.output()).toBe(0);
    const episodes = devices.flatMap(({ sensor, sent }) =>
      Array.from(
        { length: Math.ceil((sent - 300) / 400) },
        (_, i) => `${sensor} ${Device.tsOf(300 + 400 * i)}`,
      ),
    );
    expect(await alarmRows(sql)).toEqual(episodes.sort());
  },
);
