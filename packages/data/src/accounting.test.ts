import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { mutated, randomNumbers } from '@tandem-det/core/testing';
import { expect, it, onTestFinished } from 'vitest';
import type { DatasetAccount } from './account.ts';
import { readCoco } from './coco/read.ts';
import type { DetectionDataset } from './dataset.ts';
import { isImageName, stemOf } from './files/file-kinds.ts';
import { folderWith, pngOf } from './testing/folder.ts';
import { readVoc } from './voc/read.ts';
import { readYolo } from './yolo/read.ts';

/** Spoilt datasets of a format; `TANDEM_FUZZ` for long runs. */
const COUNT = Number(process.env['TANDEM_FUZZ'] ?? 100);

const skipping = { check: 'size', onBadImage: 'skip', badObjects: 'skip', report: () => {} } as const;
const xml = (name: string) =>
  `<annotation><filename>${name}</filename><size><width>64</width><height>32</height></size><object><name>cat</name>` +
  '<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>20</ymax></bndbox></object></annotation>';
const coco = {
  images: ['a', 'b', 'c'].map((name, id) => ({ id, file_name: `${name}.png`, width: 64, height: 32 })),
  annotations: [0, 1, 1].map((image_id, id) => ({ id, image_id, category_id: 3, bbox: [1, 2, 30, 20] })),
  categories: [{ id: 3, name: 'cat' }],
};

interface Format {
  readonly files: Readonly<Record<string, string>>;
  readonly read: (folder: string) => Promise<DetectionDataset>;
  /** Whether a file other than an image is used, or named in the account. */
  readonly isKnown: (file: string, dataset: DetectionDataset, account: DatasetAccount) => boolean;
}

const stems = (names: readonly string[]) => names.map((name) => stemOf(path.posix.basename(name)));
const used = ({ images }: DetectionDataset) => images.map(({ fileName }) => fileName);

const FORMATS: Readonly<Record<string, Format>> = {
  COCO: {
    files: { 'all.json': JSON.stringify(coco) },
    read: (folder) =>
      readCoco({
        ...skipping,
        annotations: path.join(folder, 'all.json'),
        images: path.join(folder, 'images'),
      }),
    isKnown: (file) => file === 'all.json',
  },
  VOC: {
    files: { 'xml/a.xml': xml('a.png'), 'xml/b.xml': xml('old.jpg'), 'xml/c.xml': xml('c.png') },
    read: (folder) =>
      readVoc({ ...skipping, annotations: path.join(folder, 'xml'), images: path.join(folder, 'images') }),
    isKnown: (file, dataset, { leftOut, labelsWithoutImage }) => {
      const name = path.posix.relative('xml', file);
      const named = [...leftOut, ...labelsWithoutImage];
      return named.includes(name) || stems([...used(dataset), ...leftOut]).includes(stemOf(name));
    },
  },
  YOLO: {
    files: {
      'data.yaml': 'train: images\nnames: [cat, dog]\n',
      'labels/a.txt': '0 0.5 0.5 0.25 0.125\n1 0.1 0.1 0.9 0.1 0.5 0.9\n',
      'labels/b.txt': '1 0.5 0.5 1 1\r\n0 0.25 0.25 0.5 0.5\r\n',
    },
    read: (folder) => readYolo({ ...skipping, data: path.join(folder, 'data.yaml') }),
    isKnown: (file, dataset, { leftOut, labelsWithoutImage }) =>
      file === 'data.yaml' ||
      labelsWithoutImage.includes(file) ||
      stems([...used(dataset), ...leftOut]).includes(stems([file])[0]!),
  },
};

/** Names that files get when they are moved, copied or converted by hand. */
const RENAMED = ['B.PNG', 'a (1).png', 'x.psd', '._a.png', 'Ü.png', 'sub.txt', 'a.jpg', 'notes'];

it.each(Object.keys(FORMATS))('%s: every file and every entry is used or accounted for', async (kind) => {
  const { files, read, isKnown } = FORMATS[kind]!;
  const png = await pngOf(64, 32);
  const images = Object.fromEntries(['a', 'b', 'c'].map((name) => [`images/${name}.png`, png]));
  const { folder, remove } = await folderWith({ ...images, ...files, 'images/notes.md': 'x' });
  onTestFinished(remove);
  const at = (name: string) => path.join(folder, name);
  let [refused, readAll] = [0, 0];
  for (let seed = 0; seed < COUNT; seed++) {
    const random = randomNumbers(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    const spoilt = pick([...Object.keys(files), ...Object.keys(images)]);
    const original = await readFile(at(spoilt));
    await writeFile(at(spoilt), mutated(original, random));
    const moved = pick(Object.keys(images));
    const to = `images/${pick(RENAMED)}`;
    const isMoved = random() < 0.5;
    if (isMoved) await rename(at(moved), at(to));
    try {
      await expectAccounted(await read(folder), isKnown, folder);
      readAll += 1;
    } catch (error) {
      if (!(error instanceof ExpectationError)) {
        throw new Error(`${kind}, seed ${seed}: ${spoilt}, ${isMoved ? `${moved} to ${to}` : ''}`, {
          cause: error,
        });
      }
      refused += 1;
    }
    if (isMoved) await rename(at(to), at(moved));
    await writeFile(at(spoilt), original);
  }
  if (process.env['TANDEM_FUZZ'] !== undefined) {
    console.log(`${kind}: ${COUNT} spoilt datasets, ${readAll} read and accounted for, ${refused} refused`);
  }
  expect(readAll).toBeGreaterThan(COUNT / 2);
});

async function expectAccounted(dataset: DetectionDataset, isKnown: Format['isKnown'], folder: string) {
  const account = dataset.account!;
  const { labelled, empty, unlabelled, unlisted, leftOut, passedOver, entries, unused, badObjects } = account;
  const objects = dataset.images.reduce((sum, image) => sum + image.objects.length, 0);
  expect(entries, 'entries').toBe(objects + unused + badObjects);
  expect(dataset.images.length, 'images').toBe(labelled + empty + unlabelled.length);
  const known = new Set([...used(dataset), ...unlisted, ...leftOut]);
  const over = new Set(passedOver.map((name) => path.posix.basename(name)));
  const all = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  for (const { name, parentPath } of all) {
    const file = path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/');
    if (over.has(name)) continue;
    const found = isImageName(name) ? known.has(name) : isKnown(file, dataset, account);
    expect(found, `${file} in ${JSON.stringify({ ...account, used: used(dataset) })}`).toBe(true);
  }
}
