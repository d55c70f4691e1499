import { expect, it } from 'vitest';
import { withoutFormerNames } from './former-names.ts';
import { parseConfig } from './parse-config.ts';
import { runSchema } from './run-schema.ts';

const former = {
  model: { preset: 'tood', normalization: 'group', neckNormalization: 'group' },
  weights: { file: 'a.pth', part: 'backbone' },
  input: { width: 64, height: 32, channelOrder: 'BGR', mean: [1, 2, 3], deviation: [4, 5, 6], padding: 114 },
  data: {
    badImages: 'skip',
    cache: 8,
    train: { kind: 'coco', annotations: 'a.json', images: '.', skipEmpty: true },
    validation: { kind: 'scenes', count: 2, seed: 1, width: 48, height: 32 },
  },
  training: {
    checkpointEvery: 3,
    evaluateEvery: 2,
    pictures: 1,
    multiScale: { sizes: [[64, 32]], every: 5 },
  },
};

it('reads every key under the name that it had before', () => {
  const config = parseConfig(runSchema, former, 'run.yml');
  expect(config).toMatchObject({
    model: { norm: { kind: 'group' }, neckNorm: { kind: 'group' } },
    weights: { scope: 'backbone' },
    input: { normalization: { order: 'BGR', mean: [1, 2, 3], deviation: [4, 5, 6], padding: 114 } },
    data: {
      onBadImage: 'skip',
      cacheMegabytes: 8,
      train: { imagesWithoutObjects: 'drop' },
      validation: { size: { width: 48, height: 32 } },
    },
    training: {
      checkpointEveryEpochs: 3,
      evaluation: { everyEpochs: 2, pictures: 1 },
      multiScale: { sizes: [{ width: 64, height: 32 }], everySteps: 5 },
    },
  });
});

it('leaves a config of today as it is, and a neck without normalization without', () => {
  const config = { model: { preset: 'tood', norm: { kind: 'batch' } }, data: { onBadImage: 'error' } };
  expect(withoutFormerNames(config)).toEqual(config);
  expect(withoutFormerNames({ model: { neckNormalization: 'none' } })).toEqual({ model: {} });
});

it('refuses a key that is there under both names', () => {
  const twice = { input: { width: 64, height: 64 }, data: { badImages: 'skip', onBadImage: 'error' } };
  expect(() => parseConfig(runSchema, twice, 'run.yml')).toThrow(
    /^run.yml, data: expected only the keys root, .* got the unknown key "badImages"/,
  );
});
