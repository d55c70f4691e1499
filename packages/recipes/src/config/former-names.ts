import { isSection, type Section } from './is-section.ts';
import { setKey } from './overrides.ts';

/**
 * A config with the names that keys had before 0.1.0 replaced by those of today, so that older configs, and checkpoints
 * that hold one, are still read. A key that is there under both names is left, and the schema refuses the former one.
 */
export function withoutFormerNames(config: unknown): unknown {
  if (!isSection(config)) return config;
  const result = structuredClone(config);
  const rename = (from: string, to: string, map: (value: unknown) => unknown = (value) => value) => {
    const value = valueAt(result, from);
    if (value === undefined || valueAt(result, to) !== undefined) return;
    remove(result, from);
    const mapped = map(value);
    if (mapped !== undefined) setKey(result, to, mapped);
  };
  const kindOf = (kind: unknown) => (typeof kind === 'string' ? { kind } : kind);
  rename('model.normalization', 'model.norm', kindOf);
  rename('model.neckNormalization', 'model.neckNorm', (kind) => (kind === 'none' ? undefined : kindOf(kind)));
  rename('data.badImages', 'data.onBadImage');
  rename('data.cache', 'data.cacheMegabytes');
  for (const split of ['data.train', 'data.validation']) {
    rename(`${split}.skipEmpty`, `${split}.imagesWithoutObjects`, (skip) =>
      skip === true ? 'drop' : 'keep',
    );
    if (valueAt(result, `${split}.kind`) !== 'scenes') continue;
    rename(`${split}.width`, `${split}.size.width`);
    rename(`${split}.height`, `${split}.size.height`);
  }
  rename('input.channelOrder', 'input.normalization.order');
  for (const key of ['mean', 'deviation', 'padding']) rename(`input.${key}`, `input.normalization.${key}`);
  rename('input.augmentation.mixUp', 'input.augmentation.mixUpProbability');
  rename('weights.part', 'weights.scope');
  rename('training.checkpointEvery', 'training.checkpointEveryEpochs');
  rename('training.evaluateEvery', 'training.evaluation.everyEpochs');
  rename('training.pictures', 'training.evaluation.pictures');
  rename('training.multiScale.every', 'training.multiScale.everySteps');
  const sizes = valueAt(result, 'training.multiScale.sizes');
  if (Array.isArray(sizes)) setKey(result, 'training.multiScale.sizes', sizes.map(sizeOf));
  return result;
}

/** Sizes were pairs. */
function sizeOf(size: unknown): unknown {
  return Array.isArray(size) && size.length === 2 ? { width: size[0], height: size[1] } : size;
}

function valueAt(config: Section, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isSection(value) ? value[key] : undefined), config);
}

function remove(config: Section, path: string): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  const section = valueAt(config, keys.join('.'));
  if (isSection(section)) delete section[last];
}
