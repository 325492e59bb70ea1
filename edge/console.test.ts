/** Proves the console in a real browser, on an edge and its cloud that are really there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { served, type TestDatabase } from '../runtime/alarms/testbed/databases.ts';
import {
  NO_BROWSER,
  openBrowser,
  type PageOptions,
  type TestBrowser,
  type WatchedPage,
} from '../runtime/testbed/browser.ts';
import { accessibilityFindings, goTo, overflow, painted } from '../runtime/testbed/page-scripts.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { EDGE, openPair, type Pair, type Side } from './testbed/pair.ts';

const RULES = "rules:\n  - { id: hot, sensors: 'farm:*', metric: temp, above: 90, severity: MAJOR }";
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const TEMP = '[data-metric="temp"]';
const admin = process.env.DATABASE_URL;

interface Bed {
  readonly pair: Pair;
  readonly browser: TestBrowser;
  readonly device: MqttClient;
  /** Absent when there is no server to look into while the node works. */
  readonly database: TestDatabase | undefined;
}

let bed: Bed;
const stack = new AsyncDisposableStack();

describe.skipIf(NO_BROWSER)(`the console${NO_BROWSER ? ` (${NO_BROWSER})` : ''}`, () => {
  beforeAll(async () => {
    const database = admin === undefined ? undefined : stack.use(await served(admin).make());
    const sql = database && `sql: ${JSON.stringify(database.config)}`;
    const [pair, browser] = await Promise.all([openPair({ edge: RULES, cloud: sql ?? '' }), openBrowser()]);
    stack.use(pair);
    stack.use(browser);
    const { mqttUrl, credentials } = pair.edge.node();
    const device = await mqtt.connectAsync(mqttUrl, { ...credentials });
    stack.defer(() => device.endAsync(true));
    bed = { pair, browser, device, database };
    await publish('calm', { temp: 20, load: 1 });
  });
  afterAll(() => stack.disposeAsync());

  test('a wrong token is told so, the right one shows values as they change', async () => {
    await using watched = await bed.browser.open(bed.pair.cloud.node().apiUrl);
    const { page } = watched;
    await page.fill('#token', 'not-a-token');
    await page.click('text=Log in');
    await page.waitForSelector('.wrong:has-text("not one of this node")');
    await logIn(page, bed.pair.cloud);
    // By the stream, not by asking every other second.
    await page.waitForSelector('.live:has-text("live")');
    const values = page.locator('[data-sensor="farm:calm"] .values');
    for (const temp of [21.5, 22.75]) {
      await publish('calm', { temp, load: 1 });
      await values.getByText(String(temp), { exact: true }).waitFor();
    }
    expect(watched.complaints()).toEqual([]);
  });

  test('a sensor shows its limit and the band of its alarm, which is acknowledged here and then in SQL', async () => {
    await using watched = await enter(bed.pair.cloud);
    const { page } = watched;
    await publish('hot', { temp: 40 });
    await publish('hot', { temp: 95 });
    await page.keyboard.press('/');
    await page.keyboard.type('farm:hot');
    const row = page.locator('[data-sensor="farm:hot"]');
    await row.getByText('major').waitFor();
    await waitFor('one row is left', async () => (await page.locator('[data-sensor]').count()) === 1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const picture = page.locator(`${TEMP} .picture`);
    await waitFor('the chart tells of both', async () => {
      const told = await picture.getAttribute('aria-label');
      return /limit hot: above 90; major alarm$/.test(told ?? '');
    });
    for (const colour of ['limit', 'major']) {
      await waitFor(`${colour} is painted`, async () => (await painted(page, TEMP, colour)) > 20);
    }
    expect(await painted(page, TEMP, 'critical')).toBe(0);

    const id = (await page.locator('[data-alarm]').getAttribute('data-alarm')) ?? '';
    await page.click('[data-act="ack"]');
    await page.getByText('active, acknowledged').waitFor();
    await waitFor('it is acknowledged where it is kept', async () => (await statusOf(id)) === 'ACTIVE_ACK');
    expect(watched.complaints()).toEqual([]);
  });

  test('open alarms are counted the same everywhere', async () => {
    await publish('warm', { temp: 99 });
    await using watched = await enter(bed.pair.cloud);
    const { page } = watched;
    await page.locator('[data-sensor="farm:warm"]').getByText('major').waitFor();
    const { items } = await bed.pair.cloud
      .node()
      .get<{ items: unknown[] }>('/api/v1/alarms?status=ACTIVE_UNACK&status=ACTIVE_ACK');
    expect(await page.textContent('header .count')).toBe(`${items.length} open`);
    expect(await page.textContent('.summary')).toContain(`${items.length} open alarm`);
    await page.click('nav >> text=Alarms');
    await page.locator('[data-alarm]').first().waitFor();
    expect(await page.textContent('.summary')).toContain(`${items.length} open alarm`);
    expect(await page.locator('[data-alarm]').count()).toBe(items.length);
    expect(watched.complaints()).toEqual([]);
  });

  test('a cut link shows at both ends: the backlog grows at the edge, and drains', async () => {
    const { pair } = bed;
    await using atCloud = await enter(pair.cloud, '#/edges');
    await using atEdge = await enter(pair.edge, '#/edges');
    const cloudCard = atCloud.page.locator(`[data-edge="${EDGE}"]`);
    const backlog = atEdge.page.locator(`[data-backlog="${EDGE}"]`);
    const waiting = async () => Number((await backlog.textContent()) ?? Number.NaN);
    await cloudCard.getByText('● linked').waitFor();
    await pair.link.cut();
    await cloudCard.getByText('✕ not linked').waitFor();
    for (let i = 0; i < 30; i++) await publish('calm', { temp: 20 + i / 10, load: 2 });
    await waitFor('the backlog grows', async () => (await waiting()) >= 30);
    await pair.link.restore();
    await waitFor('the backlog drains', async () => (await waiting()) === 0);
    await cloudCard.getByText('● linked').waitFor();
    expect([...atCloud.complaints(), ...atEdge.complaints()]).toEqual([]);
  });

  test('says when the first reading of a new sensor has come', async () => {
    await using watched = await enter(bed.pair.cloud, '#/connect');
    const { page } = watched;
    await page.getByLabel('Site').fill('farm');
    await page.getByLabel('Sensor', { exact: true }).fill('newcomer');
    expect(await page.textContent('.command')).toContain('-t v1/farm/newcomer/telemetry');
    await page.getByText('Waiting for the first reading of farm:newcomer').waitFor();
    await publish('newcomer', { temp: 21.5 });
    await page.getByText('Here it is: temp 21.5').waitFor();
    expect(watched.complaints()).toEqual([]);
  });

  test.for(['light', 'dark'] as const)('every view is accessible and fits a phone, %s', async (theme) => {
    await using watched = await enter(bed.pair.cloud, '', { theme });
    const { page } = watched;
    const views = ['#/', '#/sensors/farm%3Acalm', '#/alarms', '#/edges', '#/operations', '#/connect'];
    for (const view of views) {
      await page.setViewportSize(WIDE);
      await show(page, view);
      expect(await accessibilityFindings(page), view).toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await overflow(page), view).toBe(0);
    }
    expect(watched.complaints()).toEqual([]);
  });
});

async function publish(name: string, values: Readonly<Record<string, number>>): Promise<void> {
  const text = JSON.stringify({ ts: Date.now(), values });
  await bed.device.publishAsync(`v1/farm/${name}/telemetry`, text, { qos: 1 });
}

async function enter(side: Side, view = '', options: PageOptions = {}): Promise<WatchedPage> {
  const watched = await bed.browser.open(side.node().apiUrl, options);
  await logIn(watched.page, side);
  await show(watched.page, view);
  return watched;
}

async function logIn(page: Page, { dataDir }: Side): Promise<void> {
  const token = await readFile(join(dataDir, 'api-token'), 'utf8');
  await page.fill('#token', token.trim());
  await page.click('text=Log in');
  await page.waitForSelector('header nav');
}

/** Until it has asked for what it shows. */
async function show(page: Page, view: string): Promise<void> {
  await goTo(page, view);
  await page.locator('main:not(:has-text("Asking the node"))').waitFor();
}

/** In SQL where a server holds it; what REST says otherwise, as the embedded database lets nobody else in. */
async function statusOf(id: string): Promise<string> {
  if (!bed.database) {
    const { status } = await bed.pair.cloud.node().get<{ status: string }>(`/api/v1/alarms/${id}`);
    return status;
  }
  await using sql = await bed.database.open();
  const [row] = await sql.query('SELECT status FROM anemos.alarms WHERE id = $1', [id]);
  return String(row?.status);
}
