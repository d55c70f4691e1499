import path from 'node:path';
import { descriptionOf, ownPart } from '@tandem-det/base';
import { expect, it, onTestFinished } from 'vitest';
import { datasetDescription } from './dataset-description.ts';
import { generatedScenes } from './scenes/generated-scenes.ts';
import { datasetOf, object, record } from './testing/fixtures.ts';
import { folderWith, pngOf } from './testing/folder.ts';
import { readYolo } from './yolo/read.ts';

const scenes = (changes: Partial<Parameters<typeof generatedScenes>[0]> = {}) =>
  generatedScenes({ count: 3, seed: 2, size: { width: 64, height: 48 }, ...changes });

it('is how the dataset was made, and what is in it', () => {
  const { content, ...made } = datasetDescription(scenes());
  expect(made).toEqual(descriptionOf(scenes()));
  expect(made).toEqual({
    kind: 'generatedScenes',
    options: { count: 3, seed: 2, split: 'train', size: { width: 64, height: 48 } },
  });
  const objects = scenes().images.reduce((sum, image) => sum + image.objects.length, 0);
  expect(content).toEqual({ images: 3, objects, digest: expect.stringMatching(/^[0-9a-f]{16}$/) });
});

it('knows a dataset that is made of another by its content', () => {
  const whole = scenes();
  const part = { ...whole, images: whole.images.slice(0, 2) };
  expect(datasetDescription(part)).toEqual({
    kind: 'dataset',
    options: {},
    content: datasetDescription(scenes({ count: 2 })).content,
  });
});

it.each([
  ['a box', [object([0, 0, 4, 3])], [object([0, 0, 4, 2.5], { area: 12 })]],
  ['a class', [object([0, 0, 4, 3])], [object([0, 0, 4, 3], { classIndex: 1 })]],
  ['a crowd', [object([0, 0, 4, 3])], [object([0, 0, 4, 3], { crowd: true })]],
  ['an area', [object([0, 0, 4, 3])], [object([0, 0, 4, 3], { area: 5 })]],
  ['an object', [object([0, 0, 4, 3])], []],
])('has another digest for %s', (_, before, after) => {
  const digestOf = (objects: typeof before) =>
    datasetDescription(datasetOf([record(1, objects)])).content.digest;
  expect(digestOf(before)).toBe(digestOf(structuredClone(before)));
  expect(digestOf(after)).not.toBe(digestOf(before));
});

it('has another digest for classes, order and names', () => {
  const dataset = datasetOf([record(1), record(2)]);
  const digestOf = (changes: Partial<typeof dataset>) =>
    datasetDescription({ ...dataset, ...changes }).content.digest;
  const digests = [
    digestOf({}),
    digestOf({ classes: [{ id: 7, name: 'cell' }] }),
    digestOf({ images: dataset.images.toReversed() }),
    digestOf({ images: dataset.images.map((image) => ({ ...image, fileName: `a${image.fileName}` })) }),
  ];
  expect(new Set(digests).size).toBe(4);
  expect(digestOf({ name: 'another' })).toBe(digests[0]);
});

it('does not know what images of your own load, unless it is told', () => {
  expect(datasetDescription(datasetOf([record(1)]))).toMatchObject({
    kind: 'unknown',
    options: { name: 'fixture' },
  });
  const own = ownPart(datasetOf([record(1)]), { version: 2, options: { blur: 1 } });
  expect(datasetDescription(own)).toMatchObject({ kind: 'fixture', options: { blur: 1 }, version: 2 });
});

it('is the same wherever the files lie', async () => {
  const files = {
    'images/a.png': await pngOf(8, 4),
    'labels/a.txt': '0 0.5 0.5 0.5 0.5',
    'data.yaml': 'train: images\nnames: [cat]',
  };
  const read = async () => {
    const { folder, remove } = await folderWith(files);
    onTestFinished(remove);
    return readYolo({ data: path.join(folder, 'data.yaml') });
  };
  const [first, second] = [datasetDescription(await read()), datasetDescription(await read())];
  expect(first).toEqual(second);
  expect(first).toMatchObject({
    kind: 'readYolo',
    options: { split: 'train', imagesWithoutObjects: 'keep' },
    content: { images: 1, objects: 1 },
  });
});
