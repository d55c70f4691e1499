import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith, pngOf } from '../testing/folder.ts';
import { labelFile } from './label-file.ts';
import { type ReadYoloOptions, readYolo } from './read.ts';

const valid = () => ({
  'data.yaml': 'path: set\ntrain: images/train\nval: [images/val]\nnames: { 0: cat, 1: dog }\nnc: 2\n',
  'set/labels/train/a.txt': '1 0.5 0.5 1 1\n\n0 0.25 0.5 0.125 0.25\r\n',
  'set/labels/train/c.txt': '',
});

async function read(files: Record<string, string | Uint8Array>, options: Partial<ReadYoloOptions> = {}) {
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

describe('readYolo reads labels as what they are declared to be', () => {
  const labelled = (label: string, more = '') => ({
    ...valid(),
    'data.yaml': `${valid()['data.yaml']}${more}`,
    'set/labels/train/a.txt': label,
  });
  const box = async (files: Record<string, string>) =>
    (await read(files)).images[0]!.objects.map((each) => each.box);
  // Centre 32, 16, size 32 × 16 of 64 × 32.
  const whole = [[16, 8, 48, 24]];
  const pose = '0 0.5 0.5 0.5 0.5 0.4 0.4 0.6 0.4 0.5 0.6';

  it('keypoints after boxes, where kpt_shape says so', async () => {
    expect(await box(labelled(pose, 'kpt_shape: [3, 2]'))).toEqual(whole);
    expect(await box(labelled('0 0.5 0.5 0.5 0.5 0.4 0.4 2 0 0 0', 'kpt_shape: [2, 3]'))).toEqual(whole);
    await expect(read(labelled(pose, 'kpt_shape: [2, 2]'))).rejects.toThrow(
      'set/labels/train/a.txt: line 1: expected a class and 8 numbers, as kpt_shape [2, 2] says, or 4, got a class and 10 numbers.',
    );
    await expect(read(labelled(pose, 'kpt_shape: 3'))).rejects.toThrow(
      'data.yaml: kpt_shape: expected a number of keypoints and 2 or 3, as [17, 3], got 3.',
    );
    const mixed = await read(labelled(`${pose}\n1 0.5 0.5 1 1`, 'kpt_shape: [3, 2]'));
    expect(mixed.account!.remarks.map(({ message }) => message)).toEqual([
      'labels of 2 forms: 1 boxes with keypoints, 1 boxes',
    ]);
  });

  it('no outlines from what looks like keypoints, unless told that they are', async () => {
    await expect(read(labelled(pose))).rejects.toThrow(
      'set/labels/train/a.txt: line 1: expected a class and 4 numbers (centre x, y, width, height), or a class and the x, y of 3 or more corners, got 10 numbers whose first 4 are a box around the rest. If they are keypoints, put kpt_shape: [3, 2] into data.yaml; if outlines, task: segment.',
    );
    // x 0.4 to 0.6 of 64, y 0.4 to 0.6 of 32
    const [outline] = await box(labelled(pose, 'task: segment'));
    expect(outline!.map((value) => Number(value.toFixed(6)))).toEqual([25.6, 12.8, 38.4, 19.2]);
    await expect(read(labelled('0 0.5 0.5 0.5 0.5 0.4 0.4 2 0.6 0.4 1 0.5 0.5 0'))).rejects.toThrow(
      'got a class and 13 numbers. If they are keypoints, put kpt_shape: [3, 3] into data.yaml.',
    );
    // An outline whose own box is not its first four numbers, and small ones of several lengths, are outlines.
    expect(await box(labelled('0 0.2 0.2 0.5 0.3 0.45 0.5 0.15 0.4'))).toHaveLength(1);
    const lengths = '0 .5 .5 .51 .5 .51 .52\n0 .5 .5 .51 .5 .51 .52 .5 .52';
    expect(await box(labelled(lengths))).toHaveLength(2);
  });

  it('lines ended by CR alone', async () => {
    const boxes = await box(labelled('0 0.5 0.5 0.5 0.5\r1 0.25 0.5 0.5 1\r0 0.5 0.5 1 1\r'));
    expect(boxes).toEqual([...whole, [0, 0, 32, 32], [0, 0, 64, 32]]);
  });

  it('what sticks out by rounding is clipped, what lies further out stays or is refused', async () => {
    const over =
      '0 0.3040172 0.5002812 0.6080344 1.0004374\n0 0.1 0.1 0.5 0.1 1.0021 0.9\n0 0.95 0.5 0.3 0.5';
    const boxes = (await box(labelled(over))).map((each) => each.map((value) => Number(value.toFixed(4))));
    expect(boxes).toEqual([
      [0, 0.002, 38.9142, 32],
      [6.4, 3.2, 64, 28.8],
      [51.2, 8, 70.4, 24],
    ]);
    await expect(read(labelled('0 0.2 0.2 0.5 1.02 0.9 0.1'))).rejects.toThrow(
      'number 4: expected a fraction',
    );
  });
});

describe('readYolo accounts for every file and line', () => {
  const account = async (
    files: Record<string, string | Uint8Array>,
    options: Partial<ReadYoloOptions> = {},
  ) => {
    const dataset = await read(files, { report: () => {}, ...options });
    return { images: dataset.images, ...dataset.account! };
  };

  it('in sub-folders, under other spellings and endings', async () => {
    const png = await pngOf(64, 32);
    const found = await account({
      ...valid(),
      'set/images/train/day 1/U\u0308.JFIF': png,
      'set/labels/train/day 1/Ü.TXT': '0 0.5 0.5 1 1',
      'set/images/train/0000_7436.png': png,
      'set/labels/train/0000.txt': '0 0.5 0.5 1 1',
      'set/images/train/my photo.png': png,
      'set/labels/train/my%20photo.txt': '1 0.5 0.5 1 1',
      'set/images/train/._a.png': 'x',
      'set/images/train/.DS_Store': 'x',
      'set/images/train/a.psd': 'x',
      'set/labels/train/classes.txt': 'cat',
      'set/labels/train.cache': 'x', // beside the folder of labels
    });
    expect(found.images.map(({ fileName, objects }) => [fileName, objects.length])).toEqual([
      ['0000_7436.png', 0],
      ['a.png', 2],
      ['b.png', 0],
      ['c.png', 0],
      ['U\u0308.JFIF', 1],
      ['my photo.png', 1],
    ]);
    expect(found).toMatchObject({
      labelled: 3,
      empty: 1,
      unlabelled: ['0000_7436.png', 'b.png'],
      labelsWithoutImage: ['set/labels/train/0000.txt'],
      passedOver: [
        'set/images/train/.DS_Store',
        'set/images/train/._a.png',
        'set/images/train/a.psd',
        'set/labels/train/classes.txt',
      ],
      leftOut: [],
      entries: 4,
      badObjects: 0,
    });
  });

  it('and reads labels beside images in a folder called images, with a remark', async () => {
    const files = {
      ...valid(),
      'set/images/train/b.txt': '0 0.5 0.5 1 1',
      'set/images/train/a.txt': 'notes',
    };
    const found = await account(files);
    expect(found.images[1]!.objects).toHaveLength(1);
    expect(found.remarks.map(({ message, names }) => [message, names])).toEqual([
      ['1 label file lies beside the images in a folder called images, and was read', ['b.png']],
    ]);
    expect(found.passedOver).toEqual(['set/images/train/a.txt']);
  });

  it('and tells of a label file that two images have', async () => {
    const found = await account({ ...valid(), 'set/images/train/a.jpg': await pngOf(64, 32) });
    expect(found.remarks.map(({ message, names }) => [message, names])).toEqual([
      ['1 label file of more than one image', ['a.jpg and a.png']],
    ]);
  });

  it('and tells files of one name in two folders apart', async () => {
    const png = await pngOf(64, 32);
    const found = await account({
      'data.yaml': 'train: [cam1/images, cam2/images]\nnames: [cat]\n',
      'cam1/images/1.png': png,
      'cam2/images/1.png': png,
      'cam1/labels/1.txt': '0 0.5 0.5 1 1',
    });
    expect(found.images.map(({ fileName }) => fileName)).toEqual(['cam1/images/1.png', 'cam2/images/1.png']);
    expect((await found.images[1]!.load()).width).toBe(64);
  });

  it('naming all that is wrong at once, and leaving it out where asked to', async () => {
    const files = {
      ...valid(),
      'set/labels/train/a.txt': '0 .5 .5 .2 .2 .9\n5 .5 .5 .2 .2\n0 .5 .5 .2 .2',
      'set/labels/train/b.txt': '0 .5 .5 0 .2\n5 .5 .5 .2 .2',
      'set/images/train/c.png': 'no image',
    };
    await expect(read(files, { onBadImage: 'skip', report: () => {} })).rejects.toThrow(
      /^FOLDER\/set\/labels\/train\/a\.txt: line 1: expected a class and 4 .*\n4 faults in all:\n2 × class: expected an index from 0 to 1/,
    );
    const found = await account(files, { onBadImage: 'skip', badObjects: 'skip' });
    expect(found.images.map(({ objects }) => objects.length)).toEqual([1, 0]);
    expect(found).toMatchObject({ labelled: 1, empty: 1, leftOut: ['c.png'], entries: 5, badObjects: 4 });
  });

  it('finds what Roboflow, Windows and CVAT write, or says what was meant', async () => {
    const png = await pngOf(64, 32);
    const files = { 'train/images/a.png': png, 'train/labels/a.txt': '0 0.5 0.5 1 1' };
    const from = (data: string, more: Record<string, string> = {}) =>
      read({ ...files, ...more, 'data.yaml': `${data}\nnames: [cat]\n` });
    expect((await from('train: ../train/images')).images[0]!.objects).toHaveLength(1);
    expect((await from('train: train\\images')).images[0]!.objects).toHaveLength(1);
    const list = { 'lists/l.txt': 'train\\images\\a.png\r\n' };
    expect((await from('train: lists/l.txt', list)).images[0]!.objects).toHaveLength(1);
    await expect(from('train: l.txt', { 'l.txt': 'data/train/images/a.png' })).rejects.toThrow(
      'FOLDER/l.txt: line 1: expected an image file, got "FOLDER/data/train/images/a.png", which is not there. Did you mean "train/images/a.png"? Paths of a list are relative to its folder.',
    );
    await expect(from('valid: train/images')).rejects.toThrow('got nothing. It has valid.');
    await expect(
      read({ ...files, 'data.yaml': 'valid: train/images\nnames: [cat]' }, { split: 'val' }),
    ).rejects.toThrow(
      'data.yaml: val: expected a folder of images or a list of files, got nothing. Did you mean "valid"?',
    );
    await expect(
      read({ ...files, 'data.yaml': 'train: train/images\nnames: { cat: 0, dog: 1 }' }),
    ).rejects.toThrow(
      'names[0]: expected a name, got nothing. Indices come first: "0: name", not "name: 0".',
    );
  });

  it('takes class names as they are written', async () => {
    const names = async (text: string) =>
      (await read({ ...valid(), 'data.yaml': `train: set/images/train\nnames: ${text}\n` })).classes.map(
        ({ name }) => name,
      );
    expect(await names('[007, 1e3, 5.10, no, true, "0x1F", 2024-01-01]')).toEqual([
      '007',
      '1e3',
      '5.10',
      'no',
      'true',
      '0x1F',
      '2024-01-01',
    ]);
    expect(await names('{ 1: 1e3, 0: 007 }')).toEqual(['007', '1e3']);
    expect(await names('\n  - &a 01\n  - 02')).toEqual(['01', '02']);
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
      'the name of a class in place of its index',
      labels('dog 0.5 0.5 1 1'),
      'set/labels/train/a.txt: line 1, class: expected an index from 0 to 1, got "dog". Write the index of the class, 1, in place of its name.',
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
