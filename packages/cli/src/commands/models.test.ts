import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { encodePng, generatedScenes } from '@tandem-det/data';
import { describe, expect, it } from 'vitest';
import { run } from '../run.ts';
import { terminalOutput } from '../terminal/output.ts';
import { tandem } from '../testing/small-run.ts';

const shared = process.env['TANDEM_SHARED'] ?? path.resolve(import.meta.dirname, '../../../../../shared');
const weights = path.join(shared, 'weights/yolox_nano_0.1.1rc0.safetensors');
const photos = path.join(shared, 'data/coco-ccby');
const hasWeights = existsSync(weights) && existsSync(photos);
if (!hasWeights) console.warn(`skipped: no published weights and photographs in ${shared}`);

describe('tandem models', () => {
  it('lists what --model takes, with AP, input and license', async () => {
    const said: string[] = [];
    const output = terminalOutput({ write: (text) => said.push(text), bar: false });
    expect(await run(['models'], { output, error: (text) => said.push(text) })).toBe(0);
    expect(said.join('')).toMatch(/^yolox-nano +25\.8 +416×416 +Apache-2\.0 +7\.7$/m);
  });
});

describe('--model', () => {
  const photo = path.join(photos, 'images/val/000000005001.jpg');

  it.each([
    [['--model', 'yolox-nan'], 'Did you mean "yolox-nano"?'],
    [[], 'Error: command line: expected --model NAME or --checkpoint FILE, got neither.'],
    [['--model', 'yolox-s', '--checkpoint', 'a'], 'expected --model NAME or --checkpoint FILE, got both.'],
    [
      ['--model', 'yolox-nano', '--weights', '/no/such.pth'],
      '/no/such.pth: expected a file that can be read, got ENOENT',
    ],
  ])('refuses %j', async (words, message) => {
    const picture = path.join(await newFolder(), 'a.png');
    const [scene] = generatedScenes({ count: 1 }).images;
    await writeFile(picture, await encodePng(await scene!.load()));
    const { code, error } = await tandem('detect', ...words, picture);
    expect(error).toContain(message);
    expect(code).toBe(1);
  });

  it.skipIf(!hasWeights)('finds in a photograph what the reference finds', async () => {
    const out = await newFolder();
    const words = ['--model', 'yolox-nano', '--weights', weights, '--out', out];
    const { code, error } = await tandem('detect', ...words, photo);
    expect([code, error]).toEqual([0, '']);
    const results = JSON.parse(
      await readFile(path.join(photos, 'yolox-nano-detections.json'), 'utf8'),
    ) as readonly { image_id: number; score: number }[];
    const expected = results.filter(({ image_id, score }) => image_id === 5001 && score >= 0.3);
    const listing = await readFile(path.join(out, 'detections.txt'), 'utf8');
    expect(listing).toContain(`${expected.length} found`);
  });
});
