import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coordinateImage } from '../testing/fixtures.ts';
import { type ReadCocoOptions, readCoco } from './read.ts';

let images = '';
beforeAll(async () => {
  images = await mkdtemp(path.join(tmpdir(), 'tandem-coco-'));
  const raw = { raw: { width: 64, height: 32, channels: 3 as const } };
  const { data } = coordinateImage(64, 32);
  await mkdir(path.join(images, 'more'));
  for (const name of ['a.png', 'b.png', 'more/c.png'])
    await sharp(data, raw).png().toFile(path.join(images, name));
  const jpeg = await sharp(data, raw).jpeg().toBuffer();
  await writeFile(path.join(images, 'cut.jpg'), jpeg.subarray(0, jpeg.length - 30));
});
afterAll(() => rm(images, { recursive: true }));

const valid = () => ({
  images: [
    { id: 10, file_name: 'a.png', width: 64, height: 32 },
    { id: 20, file_name: 'b.png', width: 64, height: 32 },
    { id: 30, file_name: 'more/c.png', width: 64, height: 32 },
  ] as Record<string, unknown>[],
  annotations: [
    { id: 1, image_id: 20, category_id: 5, bbox: [1, 2, 3, 4], area: 11, iscrowd: 0 },
    { id: 2, image_id: 10, category_id: 3, bbox: [-1.5, 2, 10, 4.5] },
    { id: 3, image_id: 20, category_id: 3, bbox: [0, 0, 64, 32], area: 100, iscrowd: 1 },
  ] as Record<string, unknown>[],
  categories: [
    { id: 5, name: 'disc' },
    { id: 3, name: 'cell' },
  ] as Record<string, unknown>[],
});

type Coco = ReturnType<typeof valid>;

async function read(content: unknown, options: Partial<ReadCocoOptions> = {}) {
  const annotations = path.join(images, 'val.json');
  await writeFile(annotations, typeof content === 'string' ? content : JSON.stringify(content));
  return readCoco({ annotations, images, ...options });
}

/** The message for a valid file after `change`, without the folder. */
async function refusal(change: (coco: Coco) => void, options: Partial<ReadCocoOptions> = {}) {
  const coco = valid();
  change(coco);
  const message = await read(coco, options).then(
    () => 'accepted',
    (error: Error) => `${error.name} ${error.message}`,
  );
  return message.replaceAll(`${images}${path.sep}`, '').replaceAll(images, 'FOLDER');
}

describe('readCoco', () => {
  it('joins images, objects and classes', async () => {
    const dataset = await read(valid());
    expect(dataset.name).toBe('val');
    expect(dataset.classes).toEqual([
      { id: 3, name: 'cell' },
      { id: 5, name: 'disc' },
    ]); // by id
    expect(dataset.images.map((image) => image.id)).toEqual([10, 20, 30]);
    expect(dataset.images.map((image) => image.objects)).toEqual([
      // Corners −1.5, 2 and −1.5 + 10, 2 + 4.5; area 10 · 4.5.
      [{ id: 2, box: [-1.5, 2, 8.5, 6.5], classIndex: 0, area: 45, crowd: false }],
      [
        { id: 1, box: [1, 2, 4, 6], classIndex: 1, area: 11, crowd: false },
        { id: 3, box: [0, 0, 64, 32], classIndex: 0, area: 100, crowd: true },
      ],
      [],
    ]);
    expect(await dataset.images[2]!.load()).toEqual(coordinateImage(64, 32));
  });

  it('takes the classes asked for, in their order', async () => {
    const dataset = await read(valid(), { classes: ['disc'] });
    expect(dataset.classes).toEqual([{ id: 5, name: 'disc' }]);
    expect(dataset.images.map((image) => image.objects.map((each) => each.id))).toEqual([[], [1], []]);
    const turned = await read(valid(), { classes: ['disc', 'cell'] });
    expect(turned.images[1]!.objects.map((each) => each.classIndex)).toEqual([0, 1]);
  });

  it('can leave out images without objects', async () => {
    const dataset = await read(valid(), { imagesWithoutObjects: 'drop' });
    expect(dataset.images.map((image) => image.id)).toEqual([10, 20]);
  });
});

it('readCoco says which path is missing', async () => {
  await expect(readCoco('train.json' as never)).rejects.toThrow(
    'readCoco: expected options, got "train.json".',
  );
  await expect(readCoco({ annotations: 'train.json' } as never)).rejects.toThrow(
    'readCoco: images: expected a path, got nothing.',
  );
});

it('readCoco says that there is no such file', async () => {
  await expect(readCoco({ annotations: 'none.json', images })).rejects.toThrow(
    'readCoco: annotations: expected a file that can be read, got "none.json" (ENOENT). Check the path of the annotations.',
  );
});

describe('readCoco checks classes', () => {
  it('names the near class', async () => {
    expect(await refusal(() => {}, { classes: ['cell', 'disk'] })).toBe(
      'ExpectationError val.json: classes[1]: expected a class of the file, got "disk". Did you mean "disc"? The file has: 5 disc, 3 cell.',
    );
  });

  it('refuses a class twice, and none', async () => {
    expect(await refusal(() => {}, { classes: ['cell', 'cell'] })).toBe(
      'ExpectationError val.json: classes: expected each class once, got ["cell","cell"].',
    );
    expect(await refusal(() => {}, { classes: [] })).toBe(
      'ExpectationError val.json: classes: expected at least one class, got none.',
    );
  });
});

describe('readCoco accounts for every file and entry', () => {
  const accountOf = async (change: (coco: Coco) => void, options: Partial<ReadCocoOptions> = {}) => {
    const coco = valid();
    change(coco);
    return (await read(coco, { report: () => {}, ...options })).account!;
  };

  it('names files that no entry mentions, and passes others over', async () => {
    const account = await accountOf((coco) => void coco.images.splice(2));
    expect(account).toMatchObject({
      labelled: 2,
      empty: 0,
      unlisted: ['cut.jpg'], // more/ is no place of an image any more
      entries: 3,
      unused: 0,
      badObjects: 0,
      faults: [],
    });
  });

  it('leaves out what is wrong and counts it', async () => {
    const spoil = (coco: Coco) => {
      coco.annotations[0]!['bbox'] = [9.98, 18.56, 15.52, 0];
      delete coco.images[2]!['file_name'];
    };
    const account = await accountOf(spoil, { badObjects: 'skip' });
    expect(account).toMatchObject({ labelled: 2, leftOut: ['images[2]'], entries: 3, badObjects: 1 });
    expect(account.faults.map(({ kind, examples }) => [kind, examples[0]!.slice(-30)])).toEqual([
      ['images[].file_name: expected a text', 'images[2].file_name: got nothing'.slice(-30)],
      ['annotations[].bbox[]: expected a height > 0', 'n: annotations[0].bbox[3]: got 0'.slice(-30)],
    ]);
  });

  it('finds files whose names are written otherwise, and names those that are nearly so', async () => {
    const coco = valid();
    coco.images[2]!['file_name'] = 'more\\c.png';
    expect((await read(coco)).images[2]!.fileName).toBe('more/c.png');
    const near = async (name: string) =>
      (await refusal((file) => void (file.images[0]!['file_name'] = name))).replace(/^.*got /, '');
    expect(await near('A.PNG')).toBe(
      '"A.PNG", which is not there. Did you mean "a.png"? Check the folder of images.',
    );
    expect(await near('images/a.png')).toContain('Did you mean "a.png"?');
    expect(await near('a.jpeg')).toContain('Did you mean "a.png"?');
    expect(await near('x.png')).not.toContain('Did you mean');
  });

  it('reads a size of 0 × 0 from the image', async () => {
    const coco = valid();
    Object.assign(coco.images[1]!, { width: 0, height: 0 });
    const { images: records } = await read(coco, { check: 'size' });
    expect([records[1]!.width, records[1]!.height]).toEqual([64, 32]);
  });

  it("leaves out Roboflow's name of the project, and says so", async () => {
    const coco = valid();
    for (const category of coco.categories) category['supercategory'] = 'parts';
    coco.categories.unshift({ id: 0, name: 'parts', supercategory: 'none' });
    const { classes, account } = await read(coco);
    expect(classes.map(({ name }) => name)).toEqual(['cell', 'disc']);
    expect(account!.remarks[0]!.names).toEqual(['0 parts']);
    const named = await read(coco, { classes: ['parts', 'disc'] });
    expect(named.classes.map(({ id }) => id)).toEqual([0, 5]);
    coco.categories[0]!['name'] = 'disc';
    for (const category of coco.categories) category['supercategory'] = 'disc';
    expect((await read(coco)).classes.map(({ id }) => id)).toEqual([3, 5]);
  });

  it('reads a byte order mark and UTF-16, and refuses other encodings by name', async () => {
    const annotations = path.join(images, 'coded.json');
    const text = JSON.stringify(valid());
    for (const bytes of [Buffer.from(`\ufeff${text}`), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
      await writeFile(annotations, bytes);
      expect((await readCoco({ annotations, images })).images).toHaveLength(3);
    }
    await writeFile(annotations, Buffer.from(text.replace('disc', '\xc2\xdd'), 'latin1'));
    await expect(readCoco({ annotations, images })).rejects.toThrow(
      'coded.json: expected text in UTF-8, got byte 0xc2',
    );
  });
});

describe('readCoco checks image files', () => {
  const missing = (coco: Coco) => {
    coco.images[0]!['file_name'] = 'x.png';
    coco.images[2]!['file_name'] = 'less/c.png';
  };
  const corrupt = (coco: Coco) => {
    coco.images[1]!['file_name'] = 'cut.jpg';
  };
  const resized = (coco: Coco) => {
    coco.images[1]!['width'] = 128;
  };

  it('finds missing files before anything else', async () => {
    expect(await refusal(missing)).toBe(
      'ExpectationError val.json: images[0].file_name: expected a file in FOLDER, got "x.png", which is not there (2 of 3 are missing). Check the folder of images.',
    );
  });

  it('finds sizes that disagree, up front or on load', async () => {
    const message =
      'val.json: images[1]: expected the size of the file b.png, 64×32, got width 128, height 32. The boxes may have been drawn on a resized copy; correct the annotations or the file.';
    expect(await refusal(resized, { check: 'size' })).toBe(`ExpectationError ${message}`);
    const coco = valid();
    resized(coco);
    const dataset = await read(coco);
    await expect(dataset.images[1]!.load()).rejects.toThrow(message);
  });

  it('finds corrupt files up front or on load', async () => {
    expect(await refusal(corrupt, { check: 'decode' })).toContain(
      'ExpectationError cut.jpg: expected a readable image, got an error of the decoder (',
    );
    const coco = valid();
    corrupt(coco);
    const dataset = await read(coco, { check: 'size' });
    await expect(dataset.images[1]!.load()).rejects.toThrow('cut.jpg: expected a readable image');
  });

  it('leaves them out and reports them on request', async () => {
    const coco = valid();
    corrupt(coco);
    coco.images[0]!['file_name'] = 'x.png';
    const lines: string[] = [];
    const report = (line: string) => lines.push(line);
    const dataset = await read(coco, { check: 'decode', onBadImage: 'skip', report });
    expect(dataset.images.map((image) => image.id)).toEqual([30]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('image left out: ');
    expect(lines[0]).toContain('"x.png", which is not there.');
    expect(lines[1]).toContain('cut.jpg: expected a readable image');
  });

  it('does not go on with nothing', async () => {
    expect(
      await refusal(
        (coco) => {
          for (const image of coco.images) image['file_name'] = 'x.png';
        },
        { onBadImage: 'skip', report: () => {} },
      ),
    ).toBe(
      'ExpectationError val.json: expected at least one image to remain, got 0 of 3. 3 could not be read, the others have no objects of the classes asked for.',
    );
  });

  it('takes the way up that has the annotated size', async () => {
    const { data } = coordinateImage(64, 32);
    await sharp(data, { raw: { width: 64, height: 32, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toFile(path.join(images, 'turned.png'));
    const coco = valid();
    coco.images[0] = { id: 10, file_name: 'turned.png', width: 64, height: 32 };
    coco.images[1] = { id: 20, file_name: 'turned.png', width: 32, height: 64 };
    const dataset = await read(coco, { check: 'decode' });
    expect(await dataset.images[0]!.load()).toEqual(coordinateImage(64, 32));
    expect((await dataset.images[1]!.load()).height).toBe(64);
  });
});
