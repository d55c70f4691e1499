import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith, pngOf } from '../testing/folder.ts';
import { labelFile, type ReadYoloOptions, readYolo } from './read.ts';

const valid = () => ({
  'data.yaml': 'path: set\ntrain: images/train\nval: [images/val]\nnames: { 0: cat, 1: dog }\nnc: 2\n',
  'set/labels/train/a.txt': '1 0.5 0.5 1 1\n\n0 0.25 0.5 0.125 0.25\r\n',
  'set/labels/train/c.txt': '',
});

async function read(files: Record<string, string>, options: Partial<ReadYoloOptions> = {}) {
  const png = await pngOf(64, 32);
  const images = Object.fromEntries(
    ['train/a.png', 'train/b.png', 'train/c.png', 'val/d.png'].map((name) => [`set/images/${name}`, png]),
  );
  const { folder, remove } = await folderWith({ ...images, ...files });
  onTestFinished(remove);
  return readYolo({ data: path.join(folder, 'data.yaml'), ...options }).catch((error: Error) => {
    throw new Error(error.message.replaceAll(folder, 'FOLDER'));
  });
}

describe('readYolo', () => {
  it('reads images, classes and boxes in pixels', async () => {
    const dataset = await read(valid());
    expect(dataset.classes).toEqual([
      { id: 0, name: 'cat' },
      { id: 1, name: 'dog' },
    ]);
    expect(dataset.images.map(({ id, fileName, width, height }) => [id, fileName, width, height])).toEqual([
      [1, 'a.png', 64, 32],
      [2, 'b.png', 64, 32], // no label file: no objects
      [3, 'c.png', 64, 32],
    ]);
    // Centre 16, 16, size 8 × 8: 12 to 20 in both.
    expect(dataset.images.map(({ objects }) => objects)).toEqual([
      [
        { id: 1, box: [0, 0, 64, 32], classIndex: 1, area: 2048, crowd: false },
        { id: 2, box: [12, 12, 20, 20], classIndex: 0, area: 64, crowd: false },
      ],
      [],
      [],
    ]);
    expect((await dataset.images[0]!.load()).height).toBe(32);
  });

  it('takes the box of an outline', async () => {
    const files = { ...valid(), 'set/labels/train/a.txt': '0 0.25 0.5 0.5 0.25 0.75 0.75' };
    // x from 0.25 to 0.75 of 64, y from 0.25 to 0.75 of 32.
    expect((await read(files)).images[0]!.objects[0]!.box).toEqual([16, 8, 48, 24]);
  });

  it('reads another split, names in a list, and a list of files', async () => {
    const files = {
      'data.yaml': 'val: list.txt\nnames: [cat, dog]\n',
      'list.txt': './set/images/val/d.png\nset/images/train/a.png\n',
      'set/labels/val/d.txt': '1 0.5 0.5 0.5 0.5',
    };
    const dataset = await read(files, { split: 'val' });
    expect(dataset.images.map(({ fileName }) => fileName)).toEqual(['d.png', 'a.png']);
    expect(dataset.images[0]!.objects[0]!.box).toEqual([16, 8, 48, 24]);
  });

  it('leaves out what cannot be read, where told so', async () => {
    const files = { ...valid(), 'set/images/train/b.png': 'no image' };
    await expect(read(files)).rejects.toThrow('b.png: expected a readable image');
    const lines: string[] = [];
    const options = { onBadImage: 'skip', report: (line: string) => lines.push(line) } as const;
    expect((await read(files, options)).images.map(({ id }) => id)).toEqual([1, 3]);
    expect(lines).toEqual([expect.stringContaining('image left out: ')]);
  });

  it('finds labels beside images in a folder of another name', () => {
    expect(labelFile(path.join('a', 'images', 'images', 'x.y.jpg'))).toBe(
      path.join('a', 'images', 'labels', 'x.y.txt'),
    );
    expect(labelFile(path.join('a', 'x.jpg'))).toBe(path.join('a', 'x.txt'));
  });
});

describe('readYolo names file and field', () => {
  const labels = (text: string) => ({ ...valid(), 'set/labels/train/a.txt': text });
  const data = (text: string) => ({ ...valid(), 'data.yaml': text });
  it.each<[string, Record<string, string>, string]>([
    [
      'a class that is not there',
      labels('0 0.5 0.5 1 1\n2 0.5 0.5 1 1'),
      'set/labels/train/a.txt: line 2, class: expected an index from 0 to 1, got "2". Known are: 0 cat, 1 dog.',
    ],
    [
      'a name for a class',
      labels('dig 0.5 0.5 1 1'),
      'set/labels/train/a.txt: line 1, class: expected an index from 0 to 1, got "dig". Did you mean "dog"? Known are: 0 cat, 1 dog.',
    ],
    [
      'pixels for fractions',
      labels('0 0.5 12 0.5 0.5'),
      'set/labels/train/a.txt: line 1, number 2: expected a fraction from 0 to 1, got "12". Divide pixels by the width or the height of the image.',
    ],
    [
      'NaN',
      labels('0 nan 0.5 0.5 0.5'),
      'set/labels/train/a.txt: line 1, number 1: expected a fraction from 0 to 1, got "nan".',
    ],
    [
      'a number too few',
      labels('0 0.5 0.5 0.5'),
      'set/labels/train/a.txt: line 1: expected a class and 4 numbers (centre x, y, width, height), or a class and the x, y of 3 or more corners, got a class and 3 numbers.',
    ],
    [
      'a box of no width',
      labels('0 0.5 0.5 0 0.5'),
      'set/labels/train/a.txt: line 1: expected a box with a width and a height > 0, got 0 and 0.5.',
    ],
    [
      'no names',
      data('train: set/images/train'),
      'data.yaml: names: expected a list of names, or a map from index to name, got nothing.',
    ],
    [
      'a hole in the names',
      data('train: x\nnames: { 0: cat, 2: dog }'),
      'data.yaml: names[1]: expected a name, got nothing.',
    ],
    [
      'a name twice',
      data('train: x\nnames: [cat, cat]'),
      'data.yaml: names: expected each class once, got "cat" twice.',
    ],
    [
      'another number of classes',
      data('train: x\nnames: [cat, dog]\nnc: 3'),
      'data.yaml: nc: expected the number of names, 2, got 3.',
    ],
    [
      'no such split',
      data('val: set/images/val\nnames: [cat]'),
      'data.yaml: train: expected a folder of images or a list of files, got nothing.',
    ],
    [
      'no such folder',
      data('train: images\nnames: [cat]'),
      'data.yaml: train: expected a folder of images or a list of files, got "FOLDER/images" (ENOENT).',
    ],
    ['no keys', data('- 1'), 'data.yaml: expected keys such as names, train and val, got [1].'],
    ['no YAML', data('names: [cat'), 'data.yaml: expected YAML, got a syntax error ('],
    [
      'images without any label file',
      { 'data.yaml': 'train: set/images/val\nnames: [cat]' },
      'data.yaml: train: expected label files for the images, got none of 1, such as FOLDER/set/labels/val/d.txt. Labels belong into the folder "labels" next to "images", under the names of the images.',
    ],
  ])('%s', async (_, files, message) => {
    await expect(read(files)).rejects.toThrow(`FOLDER/${message}`);
  });
});
