/** Owns a real browser for tests: Debian's Chromium without a window, and all that a page complains of. Tests only. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { TELL_VIOLATIONS } from './page-scripts.ts';

const CHROMIUM = '/usr/bin/chromium';

/** Why there can be no test in a browser; undefined when there can. */
export const NO_BROWSER = existsSync(CHROMIUM)
  ? undefined
  : `${CHROMIUM} is not there; apt-get install chromium`;

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Whoever is not logged in asks whether they are; what a node has not got, it says so. */
const EXPECTED = /^(?:401 .*\/session|404 .*\/uplink)$/;

export interface PageOptions {
  readonly theme?: 'light' | 'dark';
}

/** A page with storage of its own. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors in its console, uncaught ones, breaches of its content security policy, requests to another host. */
  complaints(): readonly string[];
}

export interface TestBrowser extends AsyncDisposable {
  open(origin: string, options?: PageOptions): Promise<WatchedPage>;
}

export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  return {
    open: (origin, options = {}) => openPage(browser, origin, options),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function openPage(browser: Browser, origin: string, options: PageOptions): Promise<WatchedPage> {
  const { theme = 'light' } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: theme });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // The browser writes each refused request there as well; `response` below knows which were to be expected.
    const isError = message.type() === 'error' && !message.text().startsWith('Failed to load resource');
    if (isError) complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`off the host: ${request.url()}`);
  });
  page.on('response', (response) => {
    const refused = `${response.status()} ${new URL(response.url()).pathname}`;
    if (response.status() >= 400 && !EXPECTED.test(refused)) complaints.push(refused);
  });
  await page.addInitScript(TELL_VIOLATIONS);
  await page.goto(`${origin}/`);
  return {
    page,
    complaints: () => complaints,
    [Symbol.asyncDispose]: () => context.close(),
  };
}
