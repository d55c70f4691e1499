import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { datasetOf, object, record } from '../testing/fixtures.ts';
import { readCoco } from './read.ts';
import { cocoJson, writeCoco } from './write.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tandem-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

const dataset = () =>
  datasetOf([
    record(4, [object([1, 1, 4, 3], { id: 8, classIndex: 1 }), object([0, 0, 2, 2], { id: 9, crowd: true })]),
    { ...record(5), fileName: 'deep/er/5.jpg' },
  ]);

it('writes ids, boxes as x, y, width, height, and crowds', () => {
  expect(cocoJson(dataset())).toEqual({
    info: { description: 'fixture' },
    images: [
      { id: 4, file_name: '4.png', width: 8, height: 4 },
      { id: 5, file_name: 'deep/er/5.jpg', width: 8, height: 4 },
    ],
    annotations: [
      { id: 8, image_id: 4, category_id: 9, bbox: [1, 1, 3, 2], area: 6, iscrowd: 0 },
      { id: 9, image_id: 4, category_id: 7, bbox: [0, 0, 2, 2], area: 4, iscrowd: 1 },
    ],
    categories: [
      { id: 7, name: 'cell' },
      { id: 9, name: 'disc' },
    ],
  });
});

it('is read again unchanged', async () => {
  const original = dataset();
  const paths = await writeCoco(original, { folder: path.join(folder, 'new') });
  const again = await readCoco({ ...paths, check: 'decode' });
  expect(again.classes).toEqual(original.classes);
  expect(again.images.map((image) => image.fileName)).toEqual(['4.png', 'deep/er/5.png']);
  for (const [index, image] of again.images.entries()) {
    expect(image.objects).toEqual(original.images[index]!.objects);
    expect(await image.load()).toEqual(await original.images[index]!.load());
  }
});

it('says that a folder cannot be written to', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  await expect(writeCoco(dataset(), { folder: path.join(file, 'inside') })).rejects.toThrow(
    `writeCoco: folder: expected a folder that can be written to, got "${path.join(file, 'inside')}" (ENOTDIR). Choose another folder, or change its permissions.`,
  );
});
