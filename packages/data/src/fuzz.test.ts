import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expectReadOrRefused } from '@tandem-det/core/testing';
import sharp from 'sharp';
import { it, onTestFinished } from 'vitest';
import { parseCoco, parseCocoObjects } from './coco/parse.ts';
import { decodeText } from './files/decode-text.ts';
import { createFaults, type Faults } from './files/faults.ts';
import { decodeImage, imageFileSize } from './images/decode.ts';
import { folderWith, pngOf } from './testing/folder.ts';
import { floatTiff } from './testing/tiff.ts';
import { declaredEncoding } from './voc/encoding.ts';
import { parseVoc, parseVocObject } from './voc/parse.ts';
import { parseYoloDataFile } from './yolo/data-file.ts';
import { parseYoloLabels } from './yolo/labels.ts';

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

const small = { width: 64, height: 32 };

/** Reads, and throws where there were faults. */
function settled(read: (faults: Faults) => void): void {
  const faults = createFaults();
  read(faults);
  faults.settle('error', () => {});
}

const PARSERS: Readonly<Record<string, [text: string, parse: (text: string) => unknown]>> = {
  COCO: [
    coco,
    (text) =>
      settled((faults) => {
        const head = parseCoco('a.json', text, faults);
        parseCocoObjects(head, new Map(head.images.map(({ id, size }) => [id, size ?? small])), faults);
      }),
  ],
  VOC: [
    voc,
    (text) => {
      const { size = small, objects } = parseVoc('a.xml', text);
      for (const object of objects) parseVocObject(object, size, 'pixels');
    },
  ],
  'YOLO labels': [
    '0 0.5 0.5 0.25 0.125\n0 0.1 0.1 0.9 0.1 0.5 0.9\n',
    (text) =>
      settled((faults) => {
        const { errors } = parseYoloLabels('a.txt', text, { size: small, classes });
        for (const error of errors) faults.add(error);
      }),
  ],
  'YOLO data': [
    'path: set\ntrain: images/train\nnames: { 0: cat, 1: dog }\nnc: 2\n',
    (text) => parseYoloDataFile('data.yaml', text, 'train'),
  ],
};

it.each(Object.keys(PARSERS))(
  '%s: mutated files are read or refused with an ExpectationError',
  async (kind) => {
    const [text, parse] = PARSERS[kind]!;
    await expectReadOrRefused({
      kind,
      original: Buffer.from(text),
      read: (bytes) => parse(decodeText('a', bytes)),
    });
  },
);

const gbk = Buffer.concat(
  [`<?xml version="1.0" encoding="gbk"?>${voc.split('cell')[0]}`, voc.split('cell')[1]!].flatMap(
    (part, at) => (at === 0 ? [Buffer.from(part), Buffer.from([0xc2, 0xdd])] : [Buffer.from(part)]),
  ),
);

it.each<[string, Buffer, (bytes: Uint8Array) => unknown]>([
  [
    'COCO in UTF-16',
    Buffer.from(`\ufeff${coco}`, 'utf16le'),
    (bytes) => PARSERS['COCO']![1](decodeText('a', bytes)),
  ],
  ['VOC in GBK', gbk, (bytes) => PARSERS['VOC']![1](decodeText('a', bytes, declaredEncoding(bytes)))],
])('%s: mutated files are read or refused with an ExpectationError', async (kind, original, read) => {
  await expectReadOrRefused({ kind, original, read });
});

const PPM = Buffer.concat([Buffer.from('P6 8 4 255\n'), Buffer.alloc(96, 7)]);
/** 8 × 4 pixels of 24 bits. */
const BMP = Buffer.concat([
  Buffer.from(
    '424d96000000000000003600000028000000080000000400000001001800000000006000000000000000000000000000000000000000',
    'hex',
  ),
  Buffer.alloc(96, 7),
]);

it.each<[string, Uint8Array]>([
  ['bmp', BMP],
  ['ppm', PPM],
  ['float tiff', floatTiff([0, 0.25, 0.5, 1])],
])('%s: mutated images are decoded or refused with an ExpectationError', async (kind, original) => {
  const { folder, remove } = await folderWith({});
  onTestFinished(remove);
  const file = path.join(folder, 'a');
  await expectReadOrRefused({
    kind,
    share: 0.2,
    original,
    read: async (bytes) => {
      await writeFile(file, bytes);
      await imageFileSize(file);
      await decodeImage(file);
    },
  });
});

it.each(['png', 'jpeg', 'webp'] as const)(
  '%s: mutated images are decoded or refused with an ExpectationError',
  async (kind) => {
    const { folder, remove } = await folderWith({});
    onTestFinished(remove);
    const file = path.join(folder, 'a');
    await expectReadOrRefused({
      kind,
      share: 0.2,
      original: await sharp(await pngOf(64, 32))
        .toFormat(kind)
        .toBuffer(),
      read: async (bytes) => {
        await writeFile(file, bytes);
        await decodeImage(file);
      },
    });
  },
);
