import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith, pngOf } from '../testing/folder.ts';
import { type ReadVocOptions, readVoc } from './read.ts';

const object = (name: string, box: readonly (number | string)[], more = '') =>
  `<object><name>${name}</name>${more}<bndbox><xmin>${box[0]}</xmin><ymin>${box[1]}</ymin>` +
  `<xmax>${box[2]}</xmax><ymax>${box[3]}</ymax></bndbox></object>`;
const annotation = (fileName: string, objects: string, size = '<width>64</width><height>32</height>') =>
  `<annotation><filename>${fileName}</filename><size>${size}<depth>3</depth></size>${objects}</annotation>`;

const valid = () => ({
  'Annotations/a.xml': annotation(
    'a.png',
    object('dog', [1, 1, 64, 32]) + object('cat &amp; co', [11, 6, 20.5, 12], '<difficult>1</difficult>'),
  ),
  'Annotations/b.xml': annotation('renamed.png', ''),
  'Annotations/c.xml': annotation('c.png', object('dog', [60, 3, 70, 9], '<difficult>0</difficult>')),
  'ImageSets/Main/some.txt': 'c 1\na -1\n',
});

async function read(files: Record<string, string>, options: Partial<ReadVocOptions> = {}) {
  const png = await pngOf(64, 32);
  const images = { 'Images/a.png': png, 'Images/b.png': png, 'Images/c.png': png };
  const { folder, remove } = await folderWith({ ...images, ...files });
  onTestFinished(remove);
  const at = (name: string) => path.join(folder, name);
  const set = options.imageSet && { imageSet: at(options.imageSet) };
  const dataset = readVoc({ annotations: at('Annotations'), images: at('Images'), ...options, ...set });
  return dataset.catch((error: Error) => {
    throw new Error(error.message.replaceAll(folder, 'FOLDER'));
  });
}

const boxes = (objects: readonly { box: readonly number[] }[]) => objects.map(({ box }) => box);

describe('readVoc', () => {
  it('reads objects, with corners counted from 1 to the last pixel inside', async () => {
    const dataset = await read(valid());
    expect(dataset.name).toBe('Annotations');
    expect(dataset.classes).toEqual([
      { id: 1, name: 'cat & co' },
      { id: 2, name: 'dog' },
    ]);
    expect(dataset.images.map(({ id, fileName, width, height }) => [id, fileName, width, height])).toEqual([
      [1, 'a.png', 64, 32],
      [2, 'b.png', 64, 32], // renamed.png is not there, the file with the annotation's name is
      [3, 'c.png', 64, 32],
    ]);
    // 1 to 64 is the whole width: 0 to 64. 11 to 20.5: 10 to 20.5; 6 to 12: 5 to 12; area 10.5 · 7.
    expect(dataset.images[0]!.objects).toEqual([
      { id: 1, box: [0, 0, 64, 32], classIndex: 1, area: 2048, crowd: false },
      { id: 2, box: [10, 5, 20.5, 12], classIndex: 0, area: 73.5, crowd: true },
    ]);
    expect(dataset.images[1]!.objects).toEqual([]);
    expect(boxes(dataset.images[2]!.objects)).toEqual([[59, 2, 70, 9]]); // beyond the edge, as annotated
    expect((await dataset.images[1]!.load()).width).toBe(64);
  });

  it('reads corners that are edges, counted from 0', async () => {
    const files = { 'Annotations/a.xml': annotation('a.png', object('dog', [0, 1, 64, 32])) };
    const dataset = await read(files, { corners: 'edges' });
    expect(boxes(dataset.images[0]!.objects)).toEqual([[0, 1, 64, 32]]);
  });

  it('does with difficult objects as told', async () => {
    const first = async (difficult: 'keep' | 'drop') =>
      (await read(valid(), { difficult })).images[0]!.objects.map(({ id, crowd }) => [id, crowd]);
    expect(await first('keep')).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(await first('drop')).toEqual([[1, false]]);
  });

  it('takes the images of a list, in its order', async () => {
    const dataset = await read(valid(), { imageSet: 'ImageSets/Main/some.txt' });
    expect([dataset.name, ...dataset.images.map(({ fileName }) => fileName)]).toEqual([
      'some',
      'c.png',
      'a.png',
    ]);
  });

  it('takes the classes given, in their order, and names the near one of a misspelt one', async () => {
    const dataset = await read(valid(), { classes: ['dog', 'cat & co'] });
    expect(dataset.images[0]!.objects.map(({ classIndex }) => classIndex)).toEqual([0, 1]);
    const files = { ...valid(), 'Annotations/c.xml': annotation('c.png', object('dig', [1, 1, 5, 5])) };
    await expect(read(files, { classes: ['cat & co', 'dog'] })).rejects.toThrow(
      'FOLDER/Annotations/c.xml: object[0].name: expected a class that is asked for, got "dig". Did you mean "dog"? Known are: 0 cat & co, 1 dog.',
    );
    const some = await read(valid(), {
      classes: ['dog'],
      otherClasses: 'drop',
      imagesWithoutObjects: 'drop',
    });
    expect(some.images.map(({ objects }) => objects.length)).toEqual([1, 1]);
  });
});

describe('readVoc names file and field', () => {
  const broken = (objects: string, size?: string) => ({
    'Annotations/a.xml': annotation('a.png', objects, size),
  });
  it.each<[string, Record<string, string>, string]>([
    [
      'a box inside out',
      broken(object('dog', [1, 1, 5, 5]) + object('dog', [30, 5, 20, 9])),
      'object[1].bndbox.xmax: expected a right edge beyond the left one, got "20".',
    ],
    [
      'a corner that is no number',
      broken(object('dog', ['x', 5, 20, 9])),
      'object[0].bndbox.xmin: expected a finite number, got "x".',
    ],
    [
      'a box outside',
      broken(object('dog', [90, 5, 99, 9])),
      'object[0].bndbox: expected a box with a part inside its image (64×32), got 89, 4 to 99, 9.',
    ],
    [
      'no box',
      broken('<object><name>dog</name></object>'),
      'object[0].bndbox.xmin: expected a text, got nothing.',
    ],
    ['no name', broken(object('', [1, 1, 5, 5])), 'object[0].name: expected a text, got "".'],
    ['no size', broken('', '<width>64</width>'), 'size.height: expected a text, got nothing.'],
    [
      'a size of 0',
      broken('', '<width>0</width><height>32</height>'),
      'size.width: expected a whole number of pixels ≥ 1, got "0".',
    ],
    [
      'a flag that is none',
      broken(object('dog', [1, 1, 5, 5], '<difficult>Unspecified</difficult>')),
      'object[0].difficult: expected 0 or 1, got "Unspecified".',
    ],
  ])('%s', async (_, files, message) => {
    await expect(read(files)).rejects.toThrow(`FOLDER/Annotations/a.xml: ${message}`);
  });

  it('a file cut off, one of another kind, and one whose entities would grow', async () => {
    await expect(read({ 'Annotations/a.xml': '<annotation><size>' })).rejects.toThrow(
      /^FOLDER\/Annotations\/a\.xml: expected an XML file, got a syntax error \(.*unclosed.*\)\. The file may be cut off or of another format\.$/,
    );
    await expect(read({ 'Annotations/a.xml': '<html></html>' })).rejects.toThrow(
      'FOLDER/Annotations/a.xml: expected the root element <annotation>, got <html>.',
    );
    const bomb = `<!DOCTYPE annotation [<!ENTITY a "${'x'.repeat(99)}"><!ENTITY b "&a;&a;&a;">]>`;
    const files = { 'Annotations/a.xml': `${bomb}${annotation('&b;', '')}` };
    await expect(read(files)).rejects.toThrow('expected an XML file, got a syntax error');
  });

  it('an image that is not there, and one of another size', async () => {
    await expect(
      read({ 'Annotations/x.xml': annotation('x.png', object('dog', [1, 1, 5, 5])) }),
    ).rejects.toThrow(
      'FOLDER/Annotations/x.xml: filename: expected a file in FOLDER/Images, got "x.png", which is not there. Check the folder of images.',
    );
    const files = broken(object('dog', [1, 1, 5, 5]), '<width>128</width><height>64</height>');
    await expect(read(files, { check: 'size' })).rejects.toThrow(
      'FOLDER/Annotations/a.xml: size: expected the size of the file a.png, 64×32, got width 128, height 64.',
    );
  });

  it('folders and lists that are not there, and lists of nothing', async () => {
    await expect(read({})).rejects.toThrow(
      'readVoc: annotations: expected a folder that can be read, got "FOLDER/Annotations" (ENOENT). Check the folder of annotations.',
    );
    await expect(read(valid(), { imageSet: 'none.txt' })).rejects.toThrow(
      'readVoc: imageSet: expected a file that can be read, got "FOLDER/none.txt" (ENOENT). Check the path of the list.',
    );
    await expect(read({ ...valid(), 'list.txt': '\n' }, { imageSet: 'list.txt' })).rejects.toThrow(
      'FOLDER/list.txt: expected a name on each line, got an empty list.',
    );
    await expect(read({ ...valid(), 'list.txt': 'z\n' }, { imageSet: 'list.txt' })).rejects.toThrow(
      'FOLDER/list.txt: expected a file that can be read, got "FOLDER/Annotations/z.xml" (ENOENT).',
    );
  });
});
