import { type DetectionDataset, generatedScenes, inspectDataset } from '@tandem-det/data';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, type OpenPage, openPage } from '../testing/browser.ts';
import { inspectionPage } from './inspection-page.ts';

const size = { width: 160, height: 120 };
const scenes = generatedScenes({ count: 9, seed: 4, size });
/** The second image has a box beyond its edge, the third one of 2 × 2 pixels, the fourth none. */
const spoilt: DetectionDataset = {
  ...scenes,
  images: scenes.images.map((record, index) => {
    const box = [undefined, [-20, 30, 70, 100], [50, 50, 52, 52]][index] as
      | [number, number, number, number]
      | undefined;
    if (index === 3) return { ...record, objects: [] };
    return box === undefined
      ? record
      : { ...record, objects: [...record.objects, { id: 99, box, classIndex: 1, area: 4, crowd: false }] };
  }),
};
const splits = [
  { name: 'train', dataset: spoilt, inspection: inspectDataset(spoilt) },
  { name: 'validation', dataset: scenes, inspection: inspectDataset(scenes) },
];
const options = { title: 'Data of <a>', facts: ['9 "scenes"'], splits };

it('is complete in one file, and escapes what it is given', async () => {
  const html = await inspectionPage(options);
  expect(html).toContain('<h1>Data of &lt;a&gt;</h1>');
  expect(html).toContain('<p>9 &quot;scenes&quot;</p>');
  expect(html).not.toMatch(/<link rel="stylesheet|src="http|url\(http|@import|<script src/);
  const words = html.replaceAll(/base64,[^"]*/g, '').replaceAll(/<script[\s\S]*?<\/script>/g, '');
  expect(words).not.toMatch(/NaN|undefined|Infinity/);
  expect(html).toContain('1 box beyond the edge of the image');
});

it('has something to say about a clean dataset without objects and one that cannot be loaded', async () => {
  const clean = { ...scenes, images: [{ ...scenes.images[0]!, objects: [] }] };
  const html = await inspectionPage({
    ...options,
    splits: [{ name: 'a', dataset: clean, inspection: { ...inspectDataset(clean), findings: [] } }],
  });
  expect(html).toContain('Nothing to complain about.');
  expect(html).not.toContain('id="run"');
  const load = () => Promise.reject(new Error('gone'));
  const gone = { ...spoilt, images: spoilt.images.map((record) => ({ ...record, load })) };
  const bare = await inspectionPage({ ...options, splits: [{ ...splits[0]!, dataset: gone }] });
  expect(bare).toContain('1 box beyond the edge of the image');
  expect(bare).not.toContain('<figure>');
});

it('needs a part of the data', async () => {
  await expect(inspectionPage({ title: 'None', splits: [] })).rejects.toThrow(
    'inspectionPage: splits: expected at least one, got none.',
  );
});

describe.skipIf(!hasBrowser)('in a browser', () => {
  let opened: OpenPage;
  let page: Page;
  beforeAll(async () => {
    opened = await openPage(await inspectionPage(options));
    page = opened.page;
  });
  afterAll(() => opened?.close());

  it('opens without an error, asks for nothing else, and fits the window', async () => {
    expect(await page.locator('svg.chart').count()).toBe(4);
    expect(opened.said).toEqual([]);
    expect(opened.asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280);
  });

  it('shows the worst examples with their boxes, and enlarges one', async () => {
    const finding = page.locator('.finding', { hasText: 'beyond the edge' });
    const figure = finding.locator('figure');
    expect(await figure.count()).toBe(1);
    // A rim of 20 pixels to the left of the image.
    expect(await figure.locator('svg').getAttribute('viewBox')).toBe('-20.0 0.0 180.0 120.0');
    const tiny = page.locator('.finding', { hasText: 'smaller than a cell' }).locator('svg').first();
    // 2 of 120 pixels are 1/60: six times that of each side around (51, 51).
    expect(await tiny.getAttribute('viewBox')).toBe('43.0 45.0 16.0 12.0');
    expect(await figure.locator('g.kind-missed text').textContent()).toBe('paddle');
    await figure.locator('.enlarge').click();
    expect(await page.locator('#enlarged svg use').count()).toBe(1);
    expect(await page.locator('#enlarged').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('#enlarged').isVisible()).toBe(false);
  });

  it('shows the part of the data that is chosen, and sorts its classes', async () => {
    const train = page.locator('[data-run="0"] .finding').first();
    expect(await train.isVisible()).toBe(true);
    await page.selectOption('#run', '1');
    expect(await train.isVisible()).toBe(false);
    const table = page.locator('#classes [data-run="1"] table');
    await table.getByRole('button', { name: 'objects' }).click();
    const objects = (await table.locator('tbody td:nth-child(3)').allInnerTexts()).map(Number);
    expect(objects).toEqual(objects.toSorted((a, b) => b - a));
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(opened.said).toEqual([]);
  });
});
