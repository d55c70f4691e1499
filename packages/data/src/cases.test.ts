import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { accountText } from './account.ts';
import { readCoco } from './coco/read.ts';
import type { DetectionDataset } from './dataset.ts';
import type { ImageFileOptions } from './image-file-options.ts';
import { fileFindings } from './inspection/file-findings.ts';
import { inspectDataset } from './inspection/inspect.ts';
import { readImages } from './read-images.ts';
import { readVoc } from './voc/read.ts';
import { readYolo } from './yolo/read.ts';

// Inputs after public bug reports, each in a folder with what one expects of it (case.md).
const folder =
  process.env['TANDEM_CASES'] ?? fileURLToPath(new URL('../../../../shared/cases', import.meta.url));
const at = (...names: string[]) => path.join(folder, ...names);

type Split = 'train' | 'validation';

/** The dataset of a case's config, as the CLI reads it. */
async function read(
  name: string,
  config = 'run.yml',
  more: Partial<ImageFileOptions> & { split?: Split } = {},
) {
  const { split = 'train', ...options } = more;
  const { data } = parse(readFileSync(at(name, config), 'utf8'));
  const { kind, annotations, images, imageSet, ...rest } = data[split];
  const root = path.resolve(at(name), data.root ?? '.');
  const shared = {
    check: 'size',
    onBadImage: data.badImages ?? 'error',
    report: () => {},
    ...options,
  } as const;
  if (kind === 'yolo') return readYolo({ ...shared, ...rest, data: path.join(root, rest.data) });
  const paths = {
    annotations: path.join(root, annotations ?? 'Annotations'),
    images: path.join(root, images ?? 'JPEGImages'),
  };
  if (kind === 'coco') return readCoco({ ...shared, ...paths });
  return readVoc({ ...shared, ...rest, ...paths, ...(imageSet && { imageSet: path.join(root, imageSet) }) });
}

const boxes = ({ images }: DetectionDataset) =>
  Object.fromEntries(
    images.map(({ fileName, objects }) => [
      fileName,
      objects.map(({ box }) => box.map((side) => Number(side.toFixed(2))).join(' ')).join('; '),
    ]),
  );
const classes = (dataset: DetectionDataset) => dataset.classes.map(({ name }) => name);
const account = (dataset: DetectionDataset) => accountText(dataset.images.length, dataset.account!);
const findings = (dataset: DetectionDataset) =>
  inspectDataset(dataset).findings.map(({ severity, message }) => `${severity}: ${message}`);
const means = async ({ images }: DetectionDataset, name: string) => {
  const { data } = await images.find(({ fileName }) => path.basename(fileName) === name)!.load();
  const sums = [0, 0, 0];
  for (const [index, value] of data.entries()) sums[index % 3]! += value;
  return sums.map((sum) => sum / (data.length / 3));
};

if (!existsSync(folder)) {
  it.skip('cases: no folder at TANDEM_CASES or beside the repository', () => {});
} else {
  describe('cases after bug reports', () => {
    it('01-coco-bom: BOM and UTF-16 are read', async () => {
      for (const config of ['run.yml', 'utf16.yml']) {
        expect(boxes(await read('01-coco-bom', config))).toEqual({
          'a.jpg': '10 10 40 40',
          'b.jpg': '10 10 40 40',
        });
      }
    });

    it('02-roboflow-root-category: the root is left out and named', async () => {
      const dataset = await read('02-roboflow-root-category');
      expect(classes(dataset)).toEqual(['nut', 'bolt']);
      expect(findings(dataset)).toContainEqual(
        expect.stringContaining('1 category left out that is no class'),
      );
      expect(classes(await read('02-roboflow-root-category', 'same.yml'))).toEqual(['nut']);
    });

    it('03-roboflow-dotdot: found beside data.yaml, and without the name of the folder', async () => {
      for (const config of ['run.yml', 'api.yml']) {
        expect(boxes(await read('03-roboflow-dotdot', config))).toEqual({
          'a_jpg.rf.1f2e.jpg': '10 10 40 40',
        });
      }
    });

    it('04-bmp: read, equal to the same picture in other formats', async () => {
      for (const config of ['run.yml', 'coco.yml', 'voc.yml']) {
        const dataset = await read('04-bmp', config, { check: 'decode' });
        expect(account(dataset)).toBe('3 images, 3 with labels');
      }
      const signs = await readImages({ paths: [at('04-bmp', 'gtsdb')] });
      expect(signs.images.map(({ fileName }) => path.basename(fileName))).toEqual(['00001.ppm', '00002.png']);
    });

    it('06-labels-beside: read with a warning, in place of background without a word', async () => {
      const dataset = await read('06-labels-beside');
      expect(boxes(dataset)).toEqual({ 'a.jpg': '10 10 40 40', 'b.jpg': '10 10 40 40' });
      expect(findings(dataset)).toEqual([
        expect.stringMatching(/^warning: 1 label file lies beside the images in a folder called images/),
      ]);
    });

    it('07-pose-labels: the box before the keypoints', async () => {
      for (const config of ['run.yml', 'p3.yml']) {
        const dataset = await read('07-pose-labels', config);
        expect(boxes(dataset)).toEqual({ 'a.jpg': '24 18 56 42', 'b.jpg': '24 18 56 42' });
      }
    });

    it('08-samsung-sos: decoded as by Pillow and OpenCV', async () => {
      const seen = await means(await read('08-samsung-sos'), 'a.jpg');
      for (const [channel, mean] of [115.05, 106.72, 106.49].entries()) {
        expect(Math.abs(seen[channel]! - mean)).toBeLessThan(1);
      }
    });

    it('09-damaged-jpeg: cut is refused, the others are read, and counted', async () => {
      await expect(read('09-damaged-jpeg', 'run.yml', { check: 'decode' })).rejects.toThrow(
        'cut.jpg: expected a readable image',
      );
      const dataset = await read('09-damaged-jpeg', 'skip.yml', { check: 'decode' });
      expect(account(dataset)).toBe('4 images, 4 with labels, 1 image left out (cut.jpg)');
      const damaged = (await fileFindings(dataset, { decode: true })).map(({ message }) => message);
      expect(damaged).toContain('2 images that the decoder warns of');
      // Decoded beside each other: what the decoder says of one image is not said of another.
      const loaded = await Promise.all(dataset.images.map((image) => image.load()));
      const warned = dataset.images.filter((_, index) => 'warnings' in loaded[index]!);
      expect(warned.map(({ fileName }) => fileName).sort()).toEqual(['extraneous.jpg', 'noeoi.jpg']);
    });

    it('11-exif: where the size cannot tell which way up, a note says so', async () => {
      expect(findings(await read('11-exif'))).toContain(
        'note: 4 images that EXIF turns, where the size does not tell which way up was annotated',
      );
      expect(findings(await read('11-exif', 'yolo.yml'))).toContain(
        'warning: 1 label file of more than one image',
      );
      const stored = await read('11-exif', 'stored.yml');
      expect((await stored.images[0]!.load()).width).toBe(stored.images[0]!.width);
    });

    it.each([
      ['amp', '9 9 40 40'],
      ['beyond', '39 9 95 70'],
      ['bom', '9 9 40 40'],
      ['decl-space', '9 9 40 40'],
      ['difficult-True', '9 9 40 40'],
      ['difficult-empty', '9 9 40 40'],
      ['difficult-missing', '9 9 40 40'],
      ['doctype', '9 9 40 40'],
      ['float', '44.7 9.2 70.5 40.9'],
      ['name-newline', '9 9 40 40'],
      ['nosize', '9 9 40 40'],
      ['ns', '9 9 40 40'],
      ['one-pixel', '39 9 40 10'],
      ['part', '9 9 40 40'],
      ['part-first', '9 9 40 40'],
      ['size0', '9 9 40 40'],
      ['zero-based', '-1 -1 80 60'],
    ])('13-voc-values: %s is read', async (name, box) => {
      expect(boxes(await read('13-voc-values', `${name}.yml`))).toEqual({ 'a.jpg': box });
    });

    it.each([
      ['bndbox-twice', 'object[0].bndbox: expected one box an object, got 2 boxes.'],
      ['comma', 'object[0].bndbox.xmin: expected a finite number, got "10,5".'],
      ['difficult-Unspecified', 'object[0].difficult: expected 0 or 1, got "Unspecified".'],
      ['empty-file', 'a.xml: expected an XML file, got a syntax error (missing root element).'],
      ['name-missing', 'object[0].name: expected a text, got nothing.'],
      ['no-objects', 'classes: expected at least one class, got none, for no annotation has an object.'],
      ['object-in-objects', 'object: expected objects directly in <annotation>, got some in <objects>.'],
      ['outside', 'object[0].bndbox: expected a box with a part inside its image (80×60)'],
      ['polygon-only', 'object[0].bndbox: expected a box, got <polygon> alone.'],
      ['robndbox', 'object[0].bndbox: expected a box, got <robndbox> alone.'],
      ['swapped', 'object[0].bndbox.xmax: expected a right edge beyond the left one, got "10".'],
      ['swapped-size', 'size: expected the size of the file a.jpg, 80×60, got width 60, height 80.'],
      ['upper-case', 'object[0].bndbox.xmin: expected a text, got nothing. It has <Xmin>.'],
    ])('13-voc-values: %s is refused by its field', async (name, message) => {
      await expect(read('13-voc-values', `${name}.yml`)).rejects.toThrow(message);
    });

    it('13-voc-values: corners that begin at 0 name the option', async () => {
      const { remarks } = (await read('13-voc-values', 'zero-based.yml')).account!;
      expect(remarks[0]!.remedy).toContain('corners: "edges"');
    });

    it('14-voc-encodings: decoded as declared, or the encoding is named', async () => {
      const names = async (config: string) => classes(await read('14-voc-encodings', config));
      expect(await names('gbk.yml')).toEqual(['螺栓', '螺母']);
      expect(await names('gbk2.yml')).toEqual(['狗', '鸡']);
      expect(await names('shift_jis.yml')).toEqual(['ナット', 'ボルト']);
      expect(await names('euc-kr.yml')).toEqual(['너트', '볼트']);
      expect(await names('latin-1.yml')).toEqual(['vis à bois', 'écrou']);
      expect(await names('utf-16.yml')).toEqual(['螺栓', '螺母']);
      for (const config of ['coco-gbk.yml', 'yolo-gbk.yml']) {
        await expect(names(config)).rejects.toThrow('expected text in UTF-8, got byte 0xc2');
      }
    });

    it.each([
      ['bom', '32 24 48 36'],
      ['class-float', '32 24 48 36'],
      ['cr-only-2', '32 24 48 36; 20 15 28 21'],
      ['cr-only-3', '32 24 48 36; 20 15 28 21; 52 39 60 45'],
      ['crlf', '32 24 48 36; 20 15 28 21'],
      ['edge-out', '64 24 88 36'],
      ['empty', ''],
      ['mixed', '32 24 48 36; 8 6 32 24'],
      ['obb', '12 12 40 30'],
      ['over-1.0004', '0 0 48.64 60'],
      ['over-1.0021', '8 6 80 54'],
      ['trailing', '32 24 48 36'],
      ['twice', '32 24 48 36; 32 24 48 36'],
      ['two-points', '-8 -6 24 18'],
      ['under-0.0011', '0 0 40.36 60'],
    ])('15-yolo-values: %s is read', async (name, box) => {
      expect(boxes(await read('15-yolo-values', `${name}.yml`))).toEqual({ 'a.jpg': box });
    });

    it.each([
      ['class-2-of-2', 'line 1, class: expected an index from 0 to 1, got "2".'],
      ['class-name', 'got "nut". Write the index of the class, 0, in place of its name.'],
      ['class-negative', 'line 1, class: expected an index from 0 to 1, got "-1".'],
      ['comma', 'line 1, class: expected an index from 0 to 1, got "0,0.5,0.5,0.2,0.2".'],
      ['conf-first', 'line 1: expected a class and 4 numbers'],
      ['confidence', 'line 1: expected a class and 4 numbers'],
      ['decimal-comma', 'line 1, number 1: expected a fraction from 0 to 1, got "0,5".'],
      ['dota-1.0371', 'line 1, number 1: expected a fraction from 0 to 1, got "1.0371".'],
      ['instance-id', 'got a class and 7 numbers.'],
      ['kitti', 'got "nut".'],
      ['nan', 'line 1, number 1: expected a fraction from 0 to 1, got "nan".'],
      ['neg-width', 'line 1, number 3: expected a fraction from 0 to 1, got "-0.2".'],
      ['pixels', 'got "40". Divide pixels by the width or the height of the image.'],
      ['polygon-collapsed', 'line 1: expected a box with a width and a height > 0'],
      ['seg-closed-odd', 'got a class and 7 numbers.'],
      ['track-id', 'got a class and 5 numbers.'],
      ['zero-width', 'line 1: expected a box with a width and a height > 0'],
    ])('15-yolo-values: %s is refused by its line, and left out where asked to', async (name, message) => {
      await expect(read('15-yolo-values', `${name}.yml`)).rejects.toThrow(message);
      const { account } = await read('15-yolo-values', `${name}.yml`, { badObjects: 'skip' });
      expect(account!.badObjects).toBe(1);
    });

    it.each([
      ['c-backslash', 1],
      ['c-bom', 1],
      ['c-crlf', 1],
      ['c-dict', 1],
      ['c-dict-order', 1],
      ['c-list', 2],
      ['c-num-keys-str', 1],
      ['c-numbers', 1],
      ['c-specials', 1],
      ['c-split-folder', 2],
      ['c-trailing-space', 1],
      ['c-txt-crlf', 2],
      ['c-txt-dot', 2],
      ['c-txt-root', 1],
      ['c-txt-win', 1],
      ['c-ultra', 1],
      ['c-val-train-same', 1],
      ['c-valid', 1],
    ])('17-data-yaml: %s is read', async (name, images) => {
      expect((await read('17-data-yaml', `${name}.yml`)).images).toHaveLength(images);
    });

    it.each([
      ['c-abs', 'train: expected a folder of images or a list of files'],
      ['c-dict-from-1', 'names[0]: expected a name, got nothing. Indices begin at 0 and leave out none.'],
      ['c-dict-gap', 'names[1]: expected a name, got nothing.'],
      ['c-dict-names', 'Indices come first: "0: name", not "name: 0".'],
      ['c-dups', 'names: expected each class once, got "nut" twice.'],
      ['c-labels-folder', 'train: expected a folder with images, got none in'],
      ['c-nc', 'nc: expected the number of names, 2, got 3.'],
      ['c-nc-text', 'nc: expected the number of names, 2, got "2".'],
      ['c-nulls', 'names[1]: expected a name, got null.'],
      ['c-path-ds', 'Paths in it are relative to its own folder, or to its "path".'],
      ['c-path-win', 'Paths in it are relative to its own folder, or to its "path".'],
      ['c-string', 'names: expected a list of names'],
      ['c-tab', 'expected YAML, got a syntax error (Tabs are not allowed'],
      ['c-tilde', '~/parts/images/train" (ENOENT). Paths in it are relative'],
      ['c-txt-cvat', 'which is not there. Did you mean "images/train/a.jpg"?'],
      ['c-txt-cvat-skip', 'expected at least one image to remain, got 0 of 2. 2 could not be read'],
      [
        'c-valid-as-val',
        'val: expected a folder of images or a list of files, got nothing. Did you mean "valid"?',
      ],
    ])('17-data-yaml: %s says what is wrong', async (name, message) => {
      await expect(read('17-data-yaml', `${name}.yml`)).rejects.toThrow(message);
    });

    it('17-data-yaml: names are what is written, and a list twice is a finding', async () => {
      expect(classes(await read('17-data-yaml', 'c-numbers.yml'))).toEqual(['007', '1e3', '5.10']);
      expect(findings(await read('17-data-yaml', 'c-list-twice.yml'))).toContain(
        'warning: 1 image of a file listed before',
      );
    });

    it('19-image-kinds: what cannot be read is named, by file', async () => {
      const said: string[] = [];
      const { account, images } = await read('19-image-kinds', 'run.yml', {
        check: 'decode',
        onBadImage: 'skip',
        report: (line) => said.push(line),
      });
      expect(images.map(({ fileName }) => fileName)).toContain('x.ppm');
      // i.png has values of 0 to 255 in 16 bits, which would be black; jp2, tga and heic have no decoder here.
      for (const name of ['empty.jpg', 'heic.jpg', 'html.jpg', 'cut.png', 'i.png', 'x.jp2', 'x.tga']) {
        expect(account!.leftOut).toContain(name);
        expect(said.some((line) => line.includes(name))).toBe(true);
      }
    });

    it('25-detect: every file is treated or named', async () => {
      const { images, account } = await readImages({
        paths: [at('25-detect', 'photos')],
        onBadImage: 'skip',
        report: () => {},
      });
      const base = (files: readonly string[]) => files.map((file) => path.basename(file).normalize());
      expect(base(images.map(({ fileName }) => fileName))).toEqual([
        ...['broken.jpg', 'c.bmp', 'd.jfif', 'g.ppm', 'my photo #1.JPG'],
        ...['rot0.jpg', 'rot6.jpg', 'e.jpg', 'übung.png'],
      ]);
      expect(base(account!.leftOut)).toEqual(['empty.jpg']);
      expect(base(account!.passedOver)).toEqual(['._my photo #1.JPG', 'notes.txt']);
    });

    it('26-many-faults: all at once, or skipped with a report', async () => {
      const faults = async (config: string) =>
        (await read('26-many-faults', config, { badObjects: 'skip' })).account!.faults.length;
      await expect(read('26-many-faults')).rejects.toThrow(/\n6 faults in all:\n(1 × .*\n?){6}$/);
      await expect(read('26-many-faults', 'yolo.yml')).rejects.toThrow('\n4 faults in all:\n');
      await expect(read('26-many-faults', 'voc.yml')).rejects.toThrow('a box with a part inside its image');
      expect([await faults('run.yml'), await faults('yolo.yml'), await faults('voc.yml')]).toEqual([6, 4, 1]);
    });

    it('30-voc-renamed: by their own names, with a finding', async () => {
      const dataset = await read('30-voc-renamed');
      expect(boxes(dataset)).toEqual({
        'img_0.jpg': '10 10 30 30',
        'img_1.jpg': '45 10 65 30',
        'img_2.jpg': '10 35 30 55',
      });
      expect(findings(dataset)).toEqual([
        'warning: 3 annotations whose <filename> is another image of the folder',
      ]);
    });

    it('32-yolo-same-basenames: two images, no finding', async () => {
      const dataset = await read('32-yolo-same-basenames');
      expect(Object.keys(boxes(dataset))).toEqual(['cam1/images/0001.jpg', 'cam2/images/0001.jpg']);
      expect(findings(dataset)).toEqual([]);
    });

    it('37-minus-one: a validation of crowds is read as one', async () => {
      const dataset = await read('37-minus-one', 'run.yml', { split: 'validation' });
      expect(dataset.images[0]!.objects.map(({ crowd }) => crowd)).toEqual([true]);
    });

    it('40-unlisted-images: a note names those in no annotation', async () => {
      for (const config of ['run.yml', 'voc.yml']) {
        const dataset = await read('40-unlisted-images', config);
        expect(account(dataset)).toBe('1 image, 1 with labels, 2 images in no annotation (b.jpg, c.jpg)');
        expect(findings(dataset)).toContain('note: 2 images of the folder that no annotation mentions');
      }
    });

    it('41-coco-zero-height: named, and left out with a report where asked to', async () => {
      await expect(read('41-coco-zero-height')).rejects.toThrow(
        'annotations[1].bbox[3]: expected a height > 0, got 0.',
      );
      const dataset = await read('41-coco-zero-height', 'run.yml', { badObjects: 'skip' });
      expect(account(dataset)).toBe('2 images, 1 with labels, 1 empty, 1 object left out as wrong');
    });

    // What they ask for is training's: that they can be read is asked here.
    it.each([
      '20-voc-val-lacks-class',
      '23-resume',
      '24-damaged-validation',
      '34-small-input',
      '35-no-positives',
    ])('%s: read as before', async (name) => {
      const config = { '23-resume': 'two.yml', '34-small-input': 'tood.yml' }[name] ?? 'run.yml';
      expect((await read(name, config)).account!.badObjects).toBe(0);
    });

    it.each([
      'crowd-only',
      'dense',
      'last-batch',
      'odd-images',
      'one-image',
      'same-box',
      'tiny',
      'whole-image',
    ])('22-training-oddities: %s is read', async (name) => {
      const { account } = await read('22-training-oddities', `${name}.yml`);
      expect([account!.badObjects, account!.leftOut]).toEqual([0, []]);
    });
  });
}
