import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { datasetOf, record } from '../testing/fixtures.ts';
import { folderWith, pngOf } from '../testing/folder.ts';
import { readYolo } from '../yolo/read.ts';
import { fileFindings } from './file-findings.ts';

it('finds files with the same bytes, here and in the other dataset, and what does not decode', async () => {
  const [small, large] = [await pngOf(20, 16), await pngOf(32, 16)];
  const { folder, remove } = await folderWith({
    'data.yaml': 'train: train\nval: val\nnames: [cat]',
    'train/a.png': small,
    'train/b.png': large,
    'train/a.txt': '0 0.5 0.5 0.5 0.5',
    'val/c.txt': '0 0.5 0.5 0.5 0.5',
    'val/c.png': small,
    'val/d.png': small,
    'val/e.png': await pngOf(16, 32),
  });
  onTestFinished(remove);
  const read = (split: string) => readYolo({ data: path.join(folder, 'data.yaml'), split });
  const [train, val] = [await read('train'), await read('val')];
  expect(await fileFindings(train)).toEqual([]);
  const apartFrom = { name: 'the training data', dataset: train };
  const told = async (decode: boolean) =>
    (await fileFindings(val, { apartFrom, decode })).map(({ severity, message, examples }) => [
      severity,
      message,
      examples.map((text) => text.slice(-6, -1)),
    ]);
  const expected = [
    ['error', '2 images that the training data have too', ['c.png', 'd.png']],
    ['warning', '1 image with the same bytes as another', ['d.png']],
  ];
  expect(await told(true)).toEqual(expected);
  await writeFile(path.join(folder, 'val/e.png'), 'no image');
  expect(await told(false)).toEqual(expected);
  expect(await told(true)).toEqual([['error', '1 image that cannot be read', ['e.png']], ...expected]);
});

it('finds images of nearly one color, and those that the decoder warns of', async () => {
  const grey = (value: number) => ({ width: 4, height: 4, data: new Uint8Array(48).fill(value, 0, 24) });
  const loading = (id: number, image: object) => ({ ...record(id), load: async () => image as never });
  const dataset = datasetOf([
    loading(1, grey(15)),
    loading(2, grey(90)),
    loading(3, { ...grey(90), warnings: ['premature end'] }),
  ]);
  const told = (await fileFindings(dataset, { decode: true })).map(({ message, examples }) => [
    message,
    examples,
  ]);
  expect(told).toEqual([
    ['1 image of nearly one color', ['image 1 (1.png)']],
    ['1 image that the decoder warns of', ['image 3 (3.png)']],
  ]);
});

it('knows nothing of images that are no files', async () => {
  expect(await fileFindings(datasetOf([record(1), record(1)]))).toEqual([]);
});
