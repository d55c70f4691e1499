import type { DetectOptions } from '@tandem-det/detector';
import * as presets from '@tandem-det/presets';
import { describe, expect, it, vi } from 'vitest';
import { type ModelConfig, modelSchema } from '../config/model-schema.ts';
import { parseConfig } from '../config/parse-config.ts';
import { buildDetector } from './build-detector.ts';

// What the presets are asked for is all that counts here: nothing is built.
vi.mock('@tandem-det/presets', async (original) => {
  const actual = await original<typeof presets>();
  const functions = Object.entries(actual).filter(([, value]) => typeof value === 'function');
  return { ...actual, ...Object.fromEntries(functions.map(([name]) => [name, vi.fn(() => ({}))])) };
});

vi.mock('@tandem-det/detector', async (original) => ({
  ...(await original<object>()),
  createDetector: vi.fn(),
}));

interface OptionsOf {
  readonly tood: presets.ToodOptions;
  readonly 'head-by-assignment': presets.HeadByAssignmentOptions;
  readonly atss: presets.AtssOptions;
  readonly retinanet: presets.RetinanetOptions;
  readonly fcos: presets.FcosOptions;
  readonly gfl: presets.GflOptions;
  readonly ota: presets.OtaOptions;
  readonly yolox: presets.YoloxOptions;
  readonly 'torchvision-retinanet': presets.TorchvisionOptions;
  readonly 'torchvision-fcos': presets.TorchvisionOptions;
}
type Preset = ModelConfig['preset'];

/** A key of the config that the option is reached by, with a value for it and what the preset then gets. */
type Reached<P extends Preset> = {
  [K in Exclude<keyof Extract<ModelConfig, { preset: P }>, 'preset'>]: {
    readonly key: K;
    readonly value: Extract<ModelConfig, { preset: P }>[K];
    readonly becomes?: unknown;
  };
}[Exclude<keyof Extract<ModelConfig, { preset: P }>, 'preset'>];

/** Every option of every preset; the compiler misses one that is not here, and a key that the config has not. */
type Table = {
  readonly [P in Preset]: { readonly [O in keyof Required<OptionsOf[P]>]: Reached<P> | string };
};

const RUN = "the run's";
const soft = { method: 'gaussian', sigma: 0.4 } as const;
const detection = { key: 'detection', value: { iouThreshold: 0.3, soft } } as const;

const shared = {
  classes: "the dataset's",
  seed: RUN,
  depth: { key: 'depth', value: 101 },
  width: { key: 'width', value: 32 },
  groups: { key: 'groups', value: 32 },
  groupWidth: { key: 'groupWidth', value: 4 },
  deformable: { key: 'deformable', value: { levels: [4, 5] as number[], version: 2, groups: 1 } },
  style: { key: 'style', value: 'caffe' },
  norm: { key: 'normalization', value: 'frozen-batch', becomes: { kind: 'frozen-batch' } },
  frozenStages: { key: 'frozenStages', value: 1 },
  channels: { key: 'channels', value: 128 },
  levels: { key: 'levels', value: [2, 6] as [2, number] },
  neckNorm: { key: 'neckNormalization', value: 'group', becomes: { kind: 'group' } },
  detection,
} as const;
const convs = { key: 'convs', value: 2 } as const;
const atssTopK = { key: 'atssTopK', value: 7 } as const;
const aligned = {
  warmUpEpochs: { key: 'warmUpEpochs', value: 0 },
  topK: { key: 'topK', value: 9 },
  alpha: { key: 'alpha', value: 0.5 },
  beta: { key: 'beta', value: 2 },
  candidates: { key: 'candidates', value: 'inside' },
  conflicts: { key: 'conflicts', value: 'smallest-area' },
  overlap: { key: 'overlap', value: 'ciou' },
  interactiveLayers: { key: 'interactiveLayers', value: 3 },
  atssTopK,
} as const;
const torchvision = {
  classes: "the dataset's",
  seed: RUN,
  depth: { key: 'depth', value: 101 },
  frozenStages: { key: 'frozenStages', value: 0 },
} as const;

const OPTIONS: Table = {
  tood: {
    ...shared,
    ...aligned,
    regression: { key: 'regression', value: 'anchor-based' },
    deformableLayers: { key: 'deformableLayers', value: 2 },
    attention: { key: 'attention', value: 'channel' },
    probabilityMap: { key: 'probabilityMap', value: false },
    offsetMap: { key: 'offsetMap', value: false },
    invalidBoxes: { key: 'invalidBoxes', value: 'fall back' },
  },
  'head-by-assignment': {
    ...shared,
    ...aligned,
    convs,
    head: { key: 'head', value: 'parallel' },
    assignment: { key: 'assignment', value: 'tal' },
  },
  atss: {
    ...shared,
    convs,
    atssTopK,
    regression: { key: 'regression', value: 'distances' },
  },
  retinanet: { ...shared, convs },
  fcos: { ...shared, convs, tricks: { key: 'tricks', value: true } },
  gfl: { ...shared, convs, atssTopK, longest: { key: 'longest', value: 8 } },
  ota: { ...shared, convs },
  yolox: {
    classes: "the dataset's",
    seed: RUN,
    detection,
    size: { key: 'size', value: 'm' },
    depth: { key: 'depth', value: 0.5 },
    width: { key: 'width', value: 0.75 },
    separable: { key: 'separable', value: true },
    norm: { key: 'normalization', value: 'group', becomes: { kind: 'group' } },
    activation: { key: 'activation', value: 'relu' },
    region: { key: 'region', value: 'box-and-center' },
    epochsBeforeL1: { key: 'epochsBeforeL1', value: 10 },
  },
  'torchvision-retinanet': torchvision,
  'torchvision-fcos': torchvision,
};

const FUNCTIONS = {
  tood: presets.tood,
  'head-by-assignment': presets.headByAssignment,
  atss: presets.atss,
  retinanet: presets.retinanet,
  fcos: presets.fcos,
  gfl: presets.gfl,
  ota: presets.ota,
  yolox: presets.yolox,
  'torchvision-retinanet': presets.torchvisionRetinanet,
  'torchvision-fcos': presets.torchvisionFcos,
} as const satisfies Record<Preset, unknown>;

/** What the preset is called with for a config of these keys. */
function optionsFor(preset: Preset, keys: object): Record<string, unknown> {
  const needed = preset === 'head-by-assignment' ? { head: 't-head', assignment: 'atss' } : {};
  const mock = vi.mocked(FUNCTIONS[preset] as (options: object) => unknown);
  mock.mockClear();
  buildDetector(parseConfig(modelSchema, { preset, ...needed, ...keys }, 'model'), ['a'], 5);
  return mock.mock.calls[0]![0] as Record<string, unknown>;
}

describe.each(Object.entries(OPTIONS) as [Preset, Table[Preset]][])('a config of %s', (preset, table) => {
  const rows = Object.entries(table) as [string, string | Reached<Preset>][];

  it('reaches every option but those of which it is said why', () => {
    for (const [option, reached] of rows) {
      if (typeof reached === 'string') continue;
      const { key, value, becomes = value } = reached;
      expect(optionsFor(preset, { [key]: value })[option], option).toEqual(becomes);
      expect(optionsFor(preset, {})[option], `${option} by default`).not.toEqual(becomes);
    }
  });

  it('has no key that no option is behind', () => {
    const schema = modelSchema.options.find(({ shape }) => shape.preset.value === preset)!;
    const reached = rows.map(([, each]) => (typeof each === 'string' ? '' : each.key));
    expect(
      Object.keys(schema.shape).filter((key) => key !== 'preset' && !reached.includes(key as never)),
    ).toEqual([]);
    expect(optionsFor(preset, {})).toMatchObject({ classes: ['a'], seed: 5 });
  });
});

it('has every option of detection that is a value', () => {
  const elsewhere = { imageSizes: "the batch's", onPredictions: 'a function' };
  type Key = keyof Extract<ModelConfig, { preset: 'tood' }>['detection'] | keyof typeof elsewhere;
  const given: { readonly [O in keyof Required<DetectOptions>]: O & Key } = {
    scoreThreshold: 'scoreThreshold',
    iouThreshold: 'iouThreshold',
    preNms: 'preNms',
    candidates: 'candidates',
    labels: 'labels',
    inclusive: 'inclusive',
    clip: 'clip',
    soft: 'soft',
    maxDetections: 'maxDetections',
    views: 'views',
    imageSizes: 'imageSizes',
    onPredictions: 'onPredictions',
  };
  const values = {
    scoreThreshold: 0.1,
    iouThreshold: 0.2,
    preNms: 3,
    candidates: 'pairs',
    labels: 'best',
    inclusive: true,
    clip: false,
    soft: { method: 'linear', sigma: 1, minScore: 0.01 },
    maxDetections: 4,
    views: [{ scale: 2, flip: true }, {}],
  };
  expect([...Object.keys(values), ...Object.keys(elsewhere)].sort()).toEqual(Object.keys(given).sort());
  expect(optionsFor('atss', { detection: values })['detection']).toEqual(values);
});
