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

async function read(files: Record<string, string | Uint8Array>, options: Partial<ReadVocOptions> = {}) {
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

  it('finds the annotation of "my photo 1", and says which line leads nowhere', async () => {
    const files = {
      ...valid(),
      'Annotations/my photo 1.xml': annotation('b.png', ''),
      'list.txt': 'my photo 1\r\na\r\n',
    };
    const options = { imageSet: 'list.txt', badObjects: 'skip', report: () => {} } as const;
    const dataset = await read({ ...files, 'Images/my photo 1.png': await pngOf(64, 32) }, options);
    expect(dataset.images.map(({ fileName }) => fileName)).toEqual(['my photo 1.png', 'a.png']);
    await expect(read({ ...valid(), 'list.txt': 'a\nB\nb.png\n' }, { imageSet: 'list.txt' })).rejects.toThrow(
      'FOLDER/list.txt: line 2: expected a name of an annotation in FOLDER/Annotations, got "B", where "B.xml" is not there. Did you mean "b"?',
    );
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

describe('readVoc takes annotations for the images that they are of', () => {
  const dog = (corner: number) => object('dog', [corner, 1, corner + 4, 5]);
  const account = async (
    files: Record<string, string | Uint8Array>,
    options: Partial<ReadVocOptions> = {},
  ) => {
    const dataset = await read(files, { report: () => {}, ...options });
    return {
      boxes: Object.fromEntries(dataset.images.map((image) => [image.fileName, image.objects[0]?.box[0]])),
      ...dataset.account!,
    };
  };

  it('by their own names where pairs were renamed, with a remark', async () => {
    const { boxes, remarks } = await account({
      'Annotations/a.xml': annotation('b.png', dog(1)),
      'Annotations/b.xml': annotation('c.png', dog(11)),
      'Annotations/c.xml': annotation('a.png', dog(21)),
    });
    expect(boxes).toEqual({ 'a.png': 0, 'b.png': 10, 'c.png': 20 });
    expect(remarks).toEqual([
      {
        severity: 'warning',
        message: '3 annotations whose <filename> is another image of the folder',
        names: ['a.xml with a.png, not b.png', 'b.xml with b.png, not c.png', 'c.xml with c.png, not a.png'],
        remedy:
          'The image of the same name was taken, or the one whose size fits; see that the boxes lie right.',
      },
    ]);
  });

  it('never two images at once, and never that of another annotation', async () => {
    const png = await pngOf(64, 32);
    await expect(
      read({ 'Annotations/a.xml': annotation('x.png', dog(1)), 'Images/a.jpg': png }),
    ).rejects.toThrow(
      'a.xml: filename: expected one image that it is of, got a.jpg and a.png, either of which',
    );
    const files = {
      'Annotations/a.xml': annotation('a.png', dog(1)),
      'Annotations/gone.xml': annotation('a.png', dog(11)),
    };
    await expect(read(files)).rejects.toThrow(
      'FOLDER/Annotations/gone.xml: filename: expected an image of its own, got "a.png", the image of a.xml. Is the image "gone" missing?',
    );
    const { boxes, leftOut, unlisted } = await account(files, { badObjects: 'skip' });
    expect([boxes, leftOut, unlisted]).toEqual([{ 'a.png': 0 }, ['gone.xml'], ['b.png', 'c.png']]);
  });

  it('reads sizes that are missing or 0 × 0 from the image, and searches folders', async () => {
    const { boxes, passedOver, unlisted, labelsWithoutImage } = await account(
      {
        'Annotations/sub/d.xml': annotation('d.png', dog(1), '<width>0</width><height>0</height>'),
        'Annotations/A.XML': annotation('a.png', dog(3)).replace(/<size>.*<\/size>/, ''),
        'Annotations/gone.xml': annotation('gone.png', dog(3)),
        'Annotations/._a.xml': 'x',
        'Annotations/classes.txt': 'dog',
        'Images/sub/d.png': await pngOf(64, 32),
        'Images/e.psd': 'x',
      },
      { onBadImage: 'skip' },
    );
    expect(boxes).toEqual({ 'a.png': 2, 'sub/d.png': 0 });
    expect(passedOver).toEqual(['e.psd', '._a.xml', 'classes.txt']);
    expect([unlisted, labelsWithoutImage]).toEqual([['b.png', 'c.png'], ['gone.xml']]);
  });

  it('names all faults at once, leaves them out where asked to, and counts', async () => {
    const files = {
      'Annotations/a.xml': annotation(
        'a.png',
        dog(1) + object('dog', [5, 5, 4, 9]) + object('', [1, 1, 2, 2]),
      ),
      'Annotations/b.xml': annotation('b.png', object('dog', [9, 5, 4, 9])),
      'Annotations/c.xml': '<annotation>',
    };
    await expect(read(files)).rejects.toThrow(
      /^FOLDER\/Annotations\/c\.xml: expected an XML file.*\n4 faults in all:\n2 × object\[\]\.bndbox\.xmax: expected a right edge/,
    );
    const said: string[] = [];
    const { boxes, entries, badObjects, leftOut, faults } = await account(files, {
      badObjects: 'skip',
      report: (line) => said.push(line),
    });
    expect([boxes, entries, badObjects, leftOut]).toEqual([
      { 'a.png': 0, 'b.png': undefined },
      4,
      3,
      ['c.png'],
    ]);
    expect(faults.map(({ kind, count }) => [count, kind])).toEqual([
      [2, 'object[].bndbox.xmax: expected a right edge beyond the left one'],
      [1, 'expected an XML file'],
      [1, 'object[].name: expected a text'],
    ]);
    expect(said).toHaveLength(3);
  });

  it('says what corners at 0 mean, and reads flags as people write them', async () => {
    const { remarks } = await account({
      'Annotations/a.xml': annotation('a.png', object('dog', [0, 0, 64, 32], '<difficult></difficult>')),
      'Annotations/b.xml': annotation('b.png', object('dog', [1, 1, 64, 32], '<difficult>False</difficult>')),
    });
    expect(remarks.map(({ message, names }) => [message, names])).toEqual([
      ['1 file with corners at 0, where counting begins at 1', ['a.xml']],
    ]);
  });

  it('reads class names in the encoding that the file declares', async () => {
    const text = `<?xml version="1.0" encoding="gbk"?>${annotation('a.png', object('NAME', [1, 1, 5, 5]))}`;
    const gbk = Buffer.concat(
      text.split('NAME').flatMap((part, at) => [Buffer.from(at ? [0xc2, 0xdd] : []), Buffer.from(part)]),
    );
    const dataset = await read({ 'Annotations/a.xml': gbk });
    expect(dataset.classes[0]!.name).toBe('螺');
    const undeclared = gbk.subarray(gbk.indexOf('>') + 1);
    await expect(read({ 'Annotations/a.xml': undeclared })).rejects.toThrow(
      'a.xml: expected text in UTF-8, got byte 0xc2 at ',
    );
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
      'another shape',
      broken('<object><name>dog</name><polygon><x1>1</x1></polygon></object>'),
      'object[0].bndbox: expected a box, got <polygon> alone. Export boxes: other shapes are not read.',
    ],
    [
      'two boxes',
      broken('<object><name>dog</name><bndbox/><bndbox/></object>'),
      'object[0].bndbox: expected one box an object, got 2 boxes.',
    ],
    [
      'a corner in capitals',
      broken(object('dog', [1, 1, 5, 5]).replaceAll('xmin', 'Xmin')),
      'object[0].bndbox.xmin: expected a text, got nothing. It has <Xmin>.',
    ],
    [
      'objects elsewhere',
      broken(`<objects>${object('dog', [1, 1, 5, 5])}</objects>`),
      'object: expected objects directly in <annotation>, got some in <objects>. Take them out of it.',
    ],
    ['no box', broken('<object><name>dog</name></object>'), 'object[0].bndbox: expected a box, got nothing.'],
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
      /^FOLDER\/Annotations\/a\.xml: expected an XML file, got a syntax error \(.*unclosed.*\)\. The file may be cut off or of another format\. To leave out what is wrong: badObjects: "skip"\.$/,
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
      'FOLDER/list.txt: line 1: expected a name of an annotation in FOLDER/Annotations, got "z", where "z.xml" is not there. Check the folder of annotations.',
    );
  });
});
