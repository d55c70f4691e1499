import path from 'node:path';
import { evaluateDetections } from '@tandem-det/evaluation';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, hasBrowser, type OpenPage, openPage } from '../testing/browser.ts';
import { madeUpRun, scenes, views } from '../testing/made-up-runs.ts';
import { evaluationPage } from './evaluation-page.ts';

const runs = [madeUpRun('parallel head', 1), madeUpRun('T-Head', 0.2)];

/** A page without its script and its pictures. */
const words = (html: string) =>
  html.replaceAll(/<script[\s\S]*?<\/script>/g, '').replaceAll(/base64,[^"]*/g, '');

describe('evaluationPage', () => {
  it('is complete in one file, and escapes what it is given', async () => {
    const html = await evaluationPage({
      title: 'A <b> & c',
      facts: ['14 "scenes"'],
      dataset: scenes,
      runs: runs.slice(0, 1),
      pictures: 2,
    });
    expect(html).toContain('<title>A &lt;b&gt; &amp; c</title>');
    expect(html).toContain('<p>14 &quot;scenes&quot;</p>');
    expect(html).not.toMatch(/<link rel="stylesheet|src="http|url\(http|@import|<script src/);
    expect(html.match(/<section id="[^"]+"/g)).toEqual(
      ['numbers', 'alignment', 'curves', 'errors', 'confusion', 'pictures'].map(
        (id) => `<section id="${id}"`,
      ),
    );
    expect(words(html)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('has something to say about detectors that find nothing, and datasets without objects', async () => {
    const none = { ...scenes, images: scenes.images.slice(0, 1).map((image) => ({ ...image, objects: [] })) };
    const html = await evaluationPage({
      title: 'None',
      dataset: none,
      runs: [{ name: 'a', evaluation: evaluateDetections({ groundTruth: none, detections: [] }) }],
    });
    expect(words(html)).not.toMatch(/NaN|undefined|Infinity/);
    expect(html).toContain('<dd>–<small>');
  });

  it('refuses a run on another dataset', async () => {
    const dataset = { ...scenes, images: scenes.images.slice(1) };
    await expect(evaluationPage({ title: 'Other', dataset, runs: runs.slice(0, 1) })).rejects.toThrow(
      `evaluationPage: run "parallel head": expected images of dataset "${scenes.name}", got image ${scenes.images[0]!.id}. Give the dataset that the run was evaluated on.`,
    );
  });

  it('needs a run', async () => {
    await expect(evaluationPage({ title: 'None', dataset: scenes, runs: [] })).rejects.toThrow(
      'evaluationPage: runs: expected at least one, got none.',
    );
  });
});

if (!hasBrowser) {
  console.warn(
    `The page is NOT looked at: there is no ${CHROMIUM}. Install Debian's chromium, or set TANDEM_CHROMIUM.`,
  );
}

describe.skipIf(!hasBrowser)('in a browser', () => {
  let opened: OpenPage;
  let page: Page;
  beforeAll(async () => {
    opened = await openPage(
      await evaluationPage({ title: 'Two heads', dataset: scenes, runs, views, pictures: 4 }),
    );
    page = opened.page;
  });
  afterAll(() => opened?.close());

  /** Where `TANDEM_SCREENSHOTS` names a folder, what the page looks like goes there. */
  const screenshot = async (name: string) => {
    const target = process.env['TANDEM_SCREENSHOTS'];
    if (target !== undefined)
      await page.screenshot({ path: path.join(target, `${name}.png`), fullPage: true });
  };

  it('opens without an error and asks for nothing else', async () => {
    await screenshot('light');
    expect(await page.title()).toBe('Two heads');
    expect(await page.locator('svg.chart').count()).toBeGreaterThan(3);
    expect(opened.said).toEqual([]);
    expect(opened.asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    // nothing is wider than the window
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280);
  });

  it('shows the detector that is chosen', async () => {
    const shown = () => page.locator('#numbers [data-run]:not([hidden]) dd').first().textContent();
    const first = await shown();
    await page.selectOption('#run', '1');
    expect(await shown()).not.toBe(first);
    await page.selectOption('#run', '0');
  });

  it('sorts the classes, downwards and upwards', async () => {
    const table = page.locator('#curves [data-run="0"] table.sortable');
    const objects = async () => (await table.locator('tbody td:nth-child(2)').allInnerTexts()).map(Number);
    const given = await objects();
    await table.getByRole('button', { name: 'objects' }).click();
    expect(await objects()).toEqual(given.toSorted((a, b) => b - a));
    await table.getByRole('button', { name: 'objects' }).click();
    expect(await objects()).toEqual(given.toSorted((a, b) => a - b));
  });

  it('shows where each task finds its best place, for the object and the level chosen', async () => {
    const maps = page.locator('#place-heads canvas');
    await expect.poll(() => maps.count()).toBe(4);
    const colors = (index: number) =>
      maps.nth(index).evaluate((canvas: never) => {
        const { width, height } = canvas as { width: number; height: number };
        const { data } = (
          canvas as {
            getContext(kind: '2d'): { getImageData(...area: number[]): { data: Uint8ClampedArray } };
          }
        )
          .getContext('2d')
          .getImageData(0, 0, width, height);
        return new Set(new Uint32Array(data.buffer)).size;
      });
    expect(await colors(0)).toBeGreaterThan(50);
    const verdicts = page.locator('.verdict p');
    expect(await verdicts.nth(0).textContent()).toMatch(
      /^The places are \d+ pixels apart; .* fits 0\.\d{3} worse/,
    );
    expect(await verdicts.nth(1).textContent()).toBe('Both tasks choose the same place.');
    const before = await maps
      .nth(0)
      .evaluate((canvas: never) => (canvas as { toDataURL(): string }).toDataURL());
    await page.selectOption('#place-level', '1');
    const coarse = await maps
      .nth(0)
      .evaluate((canvas: never) => (canvas as { toDataURL(): string }).toDataURL());
    expect(coarse).not.toBe(before);
    await page.locator('#place-objects button').nth(1).click();
    expect(await page.locator('#place-objects button').nth(1).getAttribute('aria-pressed')).toBe('true');
    await page.selectOption('#place-image', '1');
    expect(await page.locator('#place-objects button').count()).toBe(scenes.images[1]!.objects.length);
    expect(opened.said).toEqual([]);
  });

  it('hides detections below the score asked for, and enlarges a picture', async () => {
    const boxes = page.locator('#pictures [data-run="0"] [data-score]:not([hidden])');
    const before = await boxes.count();
    await page.locator('#score').fill('0.8');
    expect(await page.locator('output[for="score"]').textContent()).toBe('0.80');
    const after = await boxes.count();
    expect(after).toBeLessThan(before);
    expect(after).toBeGreaterThan(0);
    await page.locator('#score').fill('0.1');
    await page.locator('#pictures [data-run="0"] .enlarge').last().click();
    expect(await page.locator('#enlarged').isVisible()).toBe(true);
    await screenshot('enlarged');
    await page.keyboard.press('Escape');
    expect(await page.locator('#enlarged').isVisible()).toBe(false);
  });

  it('turns dark and light, and fits a telephone', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.getByRole('button', { name: 'Dark' }).click();
    expect(await ground()).toBe('rgb(20, 23, 27)');
    await screenshot('dark');
    await page.getByRole('button', { name: 'Light' }).click();
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.setViewportSize({ width: 390, height: 800 });
    await screenshot('telephone');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(opened.said).toEqual([]);
  });
});
