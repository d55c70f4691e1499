import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** Chromium as Debian installs it, or where `TANDEM_CHROMIUM` says. */
export const CHROMIUM = process.env['TANDEM_CHROMIUM'] ?? '/usr/bin/chromium';

export const hasBrowser = existsSync(CHROMIUM);

/** A headless browser that reaches no network by itself; `close` removes its profile as well. */
async function startBrowser(): Promise<{
  readonly context: BrowserContext;
  readonly close: () => Promise<void>;
}> {
  const profile = await mkdtemp(path.join(tmpdir(), 'tandem-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export interface OpenPage {
  readonly page: Page;
  /** What it said on the console, and errors, so far. */
  readonly said: readonly string[];
  /** The beginnings of the addresses that it asked for, its own first. */
  readonly asked: readonly string[];
  /** Ends the browser, and removes what it was given. */
  close(): Promise<void>;
}

/** Opens a page, given as HTML, from a file in a headless browser. */
export async function openPage(html: string): Promise<OpenPage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-page-'));
  const file = path.join(folder, 'page.html');
  await writeFile(file, html);
  const browser = await startBrowser();
  const page = await browser.context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => asked.push(request.url().slice(0, 12)));
  await page.goto(pathToFileURL(file).href);
  return {
    page,
    said,
    asked,
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
