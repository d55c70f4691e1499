import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { generatedScenes, writeCoco } from '@tandem-det/data';
import { expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import { runSchema } from '../config/run-schema.ts';
import { buildDataset } from './build-dataset.ts';

/** Four scenes with the labels of all three formats beside them. */
async function writeAllFormats(): Promise<string> {
  const folder = await newFolder();
  await writeCoco(generatedScenes({ count: 4, seed: 1, size: { width: 64, height: 64 } }), { folder });
  const coco = JSON.parse(await readFile(path.join(folder, 'annotations.json'), 'utf8'));
  await mkdir(path.join(folder, 'Annotations'));
  await mkdir(path.join(folder, 'labels'));
  const names: string[] = coco.categories.map((each: { name: string }) => each.name);
  for (const image of coco.images) {
    const { width, height } = image;
    const mine = coco.annotations.filter((each: { image_id: number }) => each.image_id === image.id);
    const objects = mine.map(({ category_id, bbox: [x, y, w, h] }: CocoAnnotation) => ({
      xml: `<object><name>${names[category_id - 1]}</name><bndbox><xmin>${x}</xmin><ymin>${y}</ymin><xmax>${x + w}</xmax><ymax>${y + h}</ymax></bndbox></object>`,
      line: [category_id - 1, (x + w / 2) / width, (y + h / 2) / height, w / width, h / height].join(' '),
    }));
    const stem = path.parse(image.file_name).name;
    const head = `<filename>${image.file_name}</filename><size><width>${width}</width><height>${height}</height></size>`;
    const xml = objects.map((each: { xml: string }) => each.xml).join('');
    await writeFile(
      path.join(folder, 'Annotations', `${stem}.xml`),
      `<annotation>${head}${xml}</annotation>`,
    );
    const lines = objects.map((each: { line: string }) => each.line).join('\n');
    await writeFile(path.join(folder, 'labels', `${stem}.txt`), lines);
  }
  await writeFile(path.join(folder, 'data.yaml'), `train: images\nnames: [${names.join(', ')}]\n`);
  return folder;
}

interface CocoAnnotation {
  readonly category_id: number;
  readonly bbox: [number, number, number, number];
}

it('reads the same dataset from COCO, VOC and YOLO files', async () => {
  const folder = await writeAllFormats();
  const classes = ['key', 'paddle', 'tag', 'hammer', 'dart'];
  const [coco, voc, yolo] = await Promise.all(
    [
      { kind: 'coco', annotations: 'annotations.json', images: 'images' },
      { kind: 'voc', images: 'images', corners: 'edges', classes },
      { kind: 'yolo', split: 'train' },
    ].map((train) => {
      const data = { root: folder, train };
      const config = parseConfig(runSchema, { input: { width: 64, height: 64 }, data }, 'config');
      return buildDataset(config, 'train', () => {});
    }),
  );
  expect(coco!.images.flatMap(({ objects }) => objects).length).toBeGreaterThan(4);
  const numbers = (dataset: typeof coco) =>
    dataset!.images.map(({ fileName, objects }) => [
      fileName,
      objects.map(({ classIndex, box }) => [classIndex, box]),
    ]);
  for (const other of [voc, yolo]) {
    expect(other!.classes.map(({ name }) => name)).toEqual(classes);
    expect(numbers(other)).toEqual(
      coco!.images.map(({ fileName, objects }) => [
        fileName,
        objects.map(({ classIndex, box }) => [classIndex, box.map((value) => expect.closeTo(value, 6))]),
      ]),
    );
  }
});

it('a key that the format does not have is refused', async () => {
  const data = { root: await newFolder(), train: { kind: 'yolo', annotations: 'x' } };
  const config = { input: { width: 64, height: 64 }, data };
  expect(() => parseConfig(runSchema, config, 'config')).toThrow(
    'config, data.train.split: expected a text, got nothing. config, data.train: expected only the keys kind, data, split, name, imagesWithoutObjects',
  );
});

it('says where a file that is missing was looked for', async () => {
  const train = { kind: 'coco', annotations: 'none.json', images: '.' };
  const config = parseConfig(
    runSchema,
    { input: { width: 64, height: 64 }, data: { root: 'photos', train } },
    'test',
  );
  const error = await buildDataset(config, 'train', () => {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ExpectationError', cause: { cause: { code: 'ENOENT' } } });
  expect((error as Error).message).toMatch(
    /"photos.none\.json" \(ENOENT\)\. Check the path of the annotations\. Paths are relative to data\.root, "photos": --set data\.root=FOLDER\.$/,
  );
});
