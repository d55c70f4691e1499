import { describe, expect, it } from 'vitest';
import { applyOverrides } from './overrides.ts';
import { parseConfig } from './parse-config.ts';
import { runSchema } from './run-schema.ts';
import { studySchema } from './study-schema.ts';

const valid = {
  model: { preset: 'tood' },
  input: { width: 320, height: 240 },
  data: { train: { kind: 'scenes', count: 10, seed: 1 } },
};
const withSet = (...overrides: string[]) =>
  parseConfig(runSchema, applyOverrides(valid, overrides), 'run.yml');

describe('parseConfig', () => {
  it('fills in the defaults', () => {
    const config = parseConfig(runSchema, valid, 'run.yml');
    expect(config.model).toMatchObject({ preset: 'tood', depth: 50, norm: { kind: 'batch' }, channels: 256 });
    expect(config.optimizer).toMatchObject({ learningRate: 0.01, momentum: 0.9, weightDecay: 1e-4 });
    expect(config.schedule).toEqual({
      warmUp: { steps: 500, ratio: 0.001, curve: 'linear' },
      decay: { kind: 'none' },
    });
  });

  it('names the key that is near an unknown one', () => {
    expect(() => withSet('training.epoch=12')).toThrow(
      'run.yml, training: expected only the keys epochs, steps, batchSize, microBatch, multiScale, average, seed, checkpointEveryEpochs, checkpointEverySteps, evaluation, got the unknown key "epoch". Did you mean "epochs"?',
    );
    expect(() => withSet('optimiser.learningRate=1')).toThrow(
      'run.yml: expected only the keys model, weights, input, data, optimizer, schedule, training, got the unknown key "optimiser". Did you mean "optimizer"?',
    );
  });

  it('knows the keys of the chosen kind of dataset', () => {
    expect(() => withSet('data.train.sed=1')).toThrow(
      'run.yml, data.train: expected only the keys kind, count, seed, size, got the unknown key "sed". Did you mean "seed"?',
    );
    expect(() => withSet('data.train={kind: coco, annotation: a.json, images: i}')).toThrow(
      'Did you mean "annotations"?',
    );
  });

  it('knows the keys of the chosen optimizer, SGD where none is chosen', () => {
    expect(() => withSet('optimizer={kind: adamw, momentum: 0.9}')).toThrow(
      'run.yml, optimizer: expected only the keys kind, learningRate, betas, epsilon, weightDecay, groups, clipNorm, forBatchSize, got the unknown key "momentum". Remove it.',
    );
    expect(() => withSet('optimizer.betas=[0.9, 0.99]')).toThrow(
      'run.yml, optimizer: expected only the keys kind, learningRate, momentum, weightDecay, nesterov, groups, clipNorm, forBatchSize, got the unknown key "betas". Remove it.',
    );
    expect(withSet('optimizer.kind=adamw').optimizer).toMatchObject({
      weightDecay: 0.05,
      groups: [{ roles: ['bias', 'norm', 'scale'], decayFactor: 0 }],
    });
  });

  it('takes a key that is null as one that is not there', () => {
    expect(withSet('training.microBatch=null', 'data.train=null')).toEqual(
      parseConfig(runSchema, { ...valid, data: {} }, 'run.yml'),
    );
  });

  it('says what an axis of a study may be', () => {
    const study = { ...valid, seeds: [0], axes: { depth: 18 } };
    expect(() => parseConfig(studySchema, study, 'study.yml')).toThrow(
      'study.yml, axes.depth: expected values of the key that it names, as [0.5, 1], or named changes, as {T-Head: {model.head: t-head}}, got 18.',
    );
  });

  it('says what was expected of a value', () => {
    expect(() => withSet('model.preset=todd')).toThrow(
      'run.yml, model.preset: expected one of "tood", "head-by-assignment", "atss", "retinanet", "fcos", "gfl", "ota", "yolox", "torchvision-retinanet", "torchvision-fcos", got "todd". Did you mean "tood"?',
    );
    expect(() => withSet('model.depth=19')).toThrow(
      'run.yml, model.depth: expected one of 18, 34, 50, 101, 152, got 19.',
    );
    expect(() => withSet('training.batchSize=many')).toThrow(
      'run.yml, training.batchSize: expected a whole number ≥ 1, got "many".',
    );
    expect(() => withSet('training.batchSize=0')).toThrow(
      'run.yml, training.batchSize: expected a whole number ≥ 1, got 0.',
    );
    expect(() => withSet('optimizer.momentum=1')).toThrow(
      'run.yml, optimizer.momentum: expected a number in [0, 1), got 1.',
    );
    expect(() => withSet('data.train.kind=scene')).toThrow(
      'run.yml, data.train.kind: expected one of "coco", "voc", "yolo", "scenes", got "scene". Did you mean "scenes"?',
    );
    expect(() => parseConfig(runSchema, { ...valid, input: undefined }, 'run.yml')).toThrow(
      'run.yml, input: expected a section with keys, got nothing.',
    );
    expect(() => withSet('training={epochs: 1, steps: 2}')).toThrow(
      'run.yml, training: expected epochs or steps, not both, got {"epochs":1,"steps":2}.',
    );
  });

  it('reports every mistake at once', () => {
    expect(() => withSet('model.depth=19', 'training.seed=-1')).toThrow(
      /model\.depth: expected one of 18, 34, 50, 101, 152, got 19\..*\nrun\.yml, training\.seed: expected a whole number ≥ 0, got -1\./,
    );
  });
});

describe('applyOverrides', () => {
  it('sets nested values as YAML and makes missing sections', () => {
    expect(applyOverrides({ a: { b: 1 } }, ['a.b=2', 'c.d=[8, 11]', 'e=null', 'f=text'])).toEqual({
      a: { b: 2 },
      c: { d: [8, 11] },
      e: null,
      f: 'text',
    });
  });

  it('leaves the given config alone', () => {
    const config = { a: { b: 1 } };
    applyOverrides(config, ['a.b=2']);
    expect(config).toEqual({ a: { b: 1 } });
  });

  it('refuses a text without a value', () => {
    expect(() => applyOverrides({}, ['training.epochs'])).toThrow(
      '--set: expected key=value, got "training.epochs". For instance --set training.epochs=12.',
    );
  });
});
