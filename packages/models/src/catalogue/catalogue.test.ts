import { resnet } from '@tandem-det/backbones';
import { type Checkpoint, matchParameters } from '@tandem-det/checkpoints';
import { ParameterStore } from '@tandem-det/core';
import { describeOnce } from '@tandem-det/kernels/testing';
import { namesOfPreset } from '@tandem-det/recipes';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildPublished } from '../build/build-published.ts';
import { tensorLists } from '../reference/tensor-lists.ts';
import { MODELS, publishedDetector, publishedModel } from './catalogue.ts';
import { COCO_CATEGORY_IDS, COCO_CLASSES, TORCHVISION_CLASSES } from './coco-classes.ts';
import type { PublishedModel } from './published-model.ts';

const { models, lists } = tensorLists();

/** A file that has the tensors of a list, of which nobody reads the values. */
function fileOf(list: Readonly<Record<string, readonly number[]>>): Checkpoint {
  return {
    name: 'reference',
    entries: new Map(
      Object.entries(list).map(([name, shape]) => [name, { name, shape, dtype: 'F32' as const }]),
    ),
    metadata: {},
    read: () => Promise.reject(new Error('no values')),
    close: () => Promise.resolve(),
  };
}

/** Tensors of the references that are no parameters here: bins of GFL's integral, the classifier of ImageNet. */
const NOT_USED = /^(bbox_head\.integral\.project|fc\.(weight|bias))$/;

/** The list of the reference that the model is compared with: v2 has the layers of v1. */
const listName = (name: string) => name.replace(/-v2$/, '');

/** One model of each architecture: the others have its layers. */
const architectures = [
  ...new Map(
    MODELS.map((model) => [
      JSON.stringify([
        model.kind === 'detector' ? model.model : model.backbone,
        'fileClasses' in model,
        models[listName(model.name)],
      ]),
      model,
    ]),
  ).values(),
];

/** Values do not matter here, and drawing two billion of them at random would take minutes. */
function withoutRandomValues(): void {
  const { create } = ParameterStore.prototype;
  beforeAll(() => {
    vi.spyOn(ParameterStore.prototype, 'create').mockImplementation(function (
      this: ParameterStore,
      name,
      shape,
      options,
    ) {
      const initializer = () => new Float32Array(shape.reduce((product, side) => product * side, 1));
      return create.call(this, name, shape, { ...options, initializer });
    });
  });
  afterAll(() => void vi.restoreAllMocks());
}

describeOnce('every published model', () => {
  withoutRandomValues();

  it.each(architectures.map((model) => [model.name, model] as const))(
    '%s has the tensors of its reference, by name and shape',
    (name, model) => {
      const file = fileOf(lists[models[listName(name)]!]!);
      const { store, names } = parametersOf(model);
      const { report } = matchParameters(store, file, { names });
      expect({ missing: report.missing, mismatched: report.mismatched }).toEqual({
        missing: [],
        mismatched: [],
      });
      expect(report.skipped.filter((tensor) => !NOT_USED.test(tensor))).toEqual([]);
      store.dispose();
    },
  );

  it('has a list of tensors, and lists without a model are none', () => {
    expect(MODELS.map(({ name }) => listName(name)).filter((name) => !(name in models))).toEqual([]);
    const known = new Set(MODELS.map(({ name }) => listName(name)));
    expect(Object.keys(models).filter((name) => !known.has(name))).toEqual([]);
  });
});

function parametersOf(model: PublishedModel) {
  if (model.kind === 'detector') {
    const detector = buildPublished(model, { classes: model.fileClasses ?? model.classes });
    return { store: detector.parameters, names: namesOfPreset(model.model.preset) };
  }
  const store = new ParameterStore();
  resnet(model.backbone).build(store.scope());
  return { store, names: (name: string) => [name] };
}

describe('the catalogue', () => {
  it('has each name once', () => {
    const names = MODELS.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(MODELS.map((model) => [model.name, model] as const))('%s says where its file is', (_, model) => {
    const { urls, fileName, sha256, size, page } = model.weights;
    expect(urls.length > 0 || page !== undefined).toBe(true);
    for (const url of urls) expect(url).toMatch(new RegExp(`^https://.*/${fileName}$`));
    if (sha256 !== undefined) expect(sha256).toMatch(/^([0-9a-f]{8}|[0-9a-f]{64})$/);
    // OpenMMLab and PyTorch put the first digits into the name.
    const inName = /-([0-9a-f]{8})\.pth$/.exec(fileName)?.[1];
    if (inName !== undefined) expect(sha256?.startsWith(inName)).toBe(true);
    if (size !== undefined) expect(size).toBeGreaterThan(1e6);
  });

  it('knows the classes of COCO, and those that torchvision has an output for', () => {
    expect([COCO_CLASSES.length, new Set(COCO_CLASSES).size]).toEqual([80, 80]);
    expect([COCO_CATEGORY_IDS.length, COCO_CATEGORY_IDS[0], COCO_CATEGORY_IDS.at(-1)]).toEqual([80, 1, 90]);
    // person 1, stop sign 13 after the unused 12, toothbrush 90
    expect([0, 1, 12, 13, 90].map((id) => TORCHVISION_CLASSES[id])).toEqual([
      'unused 0',
      'person',
      'unused 12',
      'stop sign',
      'toothbrush',
    ]);
  });

  it('names the model that a misspelt name most likely means', () => {
    expect(() => publishedModel('yolox_nano')).toThrow(
      'model: expected the name of a published model, got "yolox_nano". ' +
        'Did you mean "yolox-nano"? tandem models lists them all.',
    );
    expect(() => publishedModel('something else entirely')).toThrow('tandem models lists them.');
    expect(() => publishedDetector('resnet50')).toThrow(
      'model: expected a published detector, got "resnet50", which is a backbone. ' +
        'Train a detector that begins with it: weights: { model: resnet50 }.',
    );
  });
});
