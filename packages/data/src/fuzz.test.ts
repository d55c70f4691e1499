import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/core/errors';
import { expect, it, onTestFinished } from 'vitest';
import { parseCoco } from './coco/parse.ts';
import { decodeImage } from './images/decode.ts';
import { type Random, randomOf } from './random.ts';
import { folderWith, pngOf } from './testing/folder.ts';
import { parseVoc } from './voc/parse.ts';
import { parseYoloDataFile } from './yolo/data-file.ts';
import { parseYoloLabels } from './yolo/labels.ts';

/** Mutated files of each kind; `TANDEM_FUZZ=100000` for the long run. */
const COUNT = Number(process.env['TANDEM_FUZZ'] ?? 1000);

const coco = JSON.stringify({
  images: [{ id: 1, file_name: 'a.png', width: 64, height: 32 }],
  annotations: [{ id: 1, image_id: 1, category_id: 3, bbox: [1, 2, 30, 20], area: 600, iscrowd: 0 }],
  categories: [{ id: 3, name: 'cell' }],
});
const voc =
  '<annotation><filename>a.png</filename><size><width>64</width><height>32</height></size><object>' +
  '<name>cell &amp; co</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax>' +
  '<ymax>20</ymax></bndbox></object></annotation>';
const classes = [{ id: 0, name: 'cell' }];

const PARSERS: Readonly<Record<string, [text: string, parse: (text: string) => unknown]>> = {
  COCO: [coco, (text) => parseCoco('a.json', text)],
  VOC: [voc, (text) => parseVoc('a.xml', text, 'pixels')],
  'YOLO labels': [
    '0 0.5 0.5 0.25 0.125\n0 0.1 0.1 0.9 0.1 0.5 0.9\n',
    (text) => parseYoloLabels('a.txt', text, { width: 64, height: 32 }, classes),
  ],
  'YOLO data': [
    'path: set\ntrain: images/train\nnames: { 0: cat, 1: dog }\nnc: 2\n',
    (text) => parseYoloDataFile('data.yaml', text, 'train'),
  ],
};

/** One to four changes: a byte, a piece left out, twice, in other places, or replaced by something nasty. */
function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  const integer = (below: number) => Math.floor(random() * below);
  let current = Buffer.from(bytes);
  for (let change = 0; change <= integer(4); change++) {
    const from = integer(current.length + 1);
    const to = Math.min(current.length, from + integer(1 + integer(40)));
    const [head, middle, tail] = [
      current.subarray(0, from),
      current.subarray(from, to),
      current.subarray(to),
    ];
    const nasty = Buffer.from(NASTY[integer(NASTY.length)]!);
    const flipped = Buffer.from(middle.map((byte) => byte ^ (1 << integer(8))));
    const choices = [
      [head, tail],
      [head, middle, middle, tail],
      [head, nasty, tail],
      [head],
      [head, flipped, tail],
    ];
    current = Buffer.concat(choices[integer(choices.length)]!);
  }
  return current;
}

const NASTY = [
  '1e999',
  '-1',
  'NaN',
  'null',
  '[',
  '{"',
  '\0',
  '&x;',
  '<!DOCTYPE a>',
  '__proto__',
  '*a',
  '&a',
  '9'.repeat(30),
  '\ud800',
  '-',
];

it.each(Object.keys(PARSERS))('%s: mutated files are read or refused with an ExpectationError', (kind) => {
  const [text, parse] = PARSERS[kind]!;
  const original = Buffer.from(text);
  expect(() => parse(text)).not.toThrow();
  let refused = 0;
  const before = process.memoryUsage().rss;
  for (let seed = 0; seed < COUNT; seed++) {
    const bad = Buffer.from(mutated(original, randomOf(seed))).toString('utf8');
    const start = performance.now();
    try {
      parse(bad);
    } catch (error) {
      if (!(error instanceof ExpectationError)) throw new Error(`seed ${seed}: ${bad}`, { cause: error });
      refused += 1;
    }
    expect(performance.now() - start).toBeLessThan(5000);
  }
  expect(refused).toBeGreaterThan(COUNT / 4);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
});

it('images: mutated files are decoded or refused with an ExpectationError', async () => {
  const png = await pngOf(64, 32);
  const { folder, remove } = await folderWith({ 'a.png': png });
  onTestFinished(remove);
  const file = path.join(folder, 'a.png');
  let refused = 0;
  for (let seed = 0; seed < COUNT / 4; seed++) {
    await writeFile(file, mutated(png, randomOf(seed)));
    await decodeImage(file).catch((error: unknown) => {
      if (!(error instanceof ExpectationError)) throw new Error(`seed ${seed}`, { cause: error });
      refused += 1;
    });
  }
  expect(refused).toBeGreaterThan(COUNT / 20);
});
