/** How the rate falls, as options of a schedule of `@tandem-det/training`. */
export type PublishedDecay =
  /** Of `stepDecay`. */
  | {
      readonly kind: 'steps';
      readonly at: readonly number[];
      readonly factor: number;
      readonly unit: 'epoch' | 'step';
    }
  /** Of `cosine`, from the end of the warm-up on; the last holdEpochs are all at the lowest rate. */
  | { readonly kind: 'cosine'; readonly finalRatio: number; readonly holdEpochs: number };

/**
 * How a model was trained on COCO, as data that `@tandem-det/training` and `@tandem-det/data` take as it is:
 * `length` and `batchSize` are options of `train`, `sgd` of the optimizer, `warmUp` and `decay` of schedules,
 * `average` of `movingAverage`, `normalization` of a batch.
 */
export interface PublishedSchedule {
  /** Images of a step: the learning rate is meant for it. */
  readonly batchSize: number;
  readonly length: { readonly epochs: number } | { readonly steps: number };
  readonly learningRate: number;
  readonly sgd: {
    readonly momentum: number;
    readonly nesterov: boolean;
    readonly weightDecay: number;
    /** Factors of rate and weight decay, where parameters are not all treated alike. */
    readonly groups: readonly {
      readonly roles: readonly ('bias' | 'norm' | 'scale')[];
      readonly rateFactor?: number;
      readonly decayFactor?: number;
    }[];
  };
  /** Largest global norm of the gradients; without it there is no clipping. */
  readonly clipNorm?: number;
  /** In steps, or in epochs, whose steps the dataset decides. */
  readonly warmUp: {
    readonly curve: 'constant' | 'linear' | 'quadratic';
    readonly ratio: number;
  } & ({ readonly steps: number } | { readonly epochs: number });
  readonly decay: PublishedDecay;
  /** The weights of evaluation are an average of those of training. */
  readonly average?: { readonly decay: number; readonly ramp: number };
  /** Probability that an image is mirrored. */
  readonly flip: number;
  /** What the network gets: (pixel − mean) / deviation, channels in this order, filled up with padding. */
  readonly normalization: {
    readonly order: 'RGB' | 'BGR';
    readonly mean: readonly [number, number, number];
    readonly deviation: readonly [number, number, number];
    /** A pixel value; without it the normalised value is 0. */
    readonly padding?: number;
  };
}

/** Pixels: the image's short side, or the range it is drawn from, and what its long side may not exceed. */
export interface PublishedResize {
  readonly resize: { readonly shortSide: number | readonly [number, number]; readonly longSide: number };
}

/** mmdetection's "1x": 12 epochs of 16 images. */
const ONE_TIME: PublishedSchedule & PublishedResize = {
  batchSize: 16,
  length: { epochs: 12 },
  learningRate: 0.01,
  sgd: { momentum: 0.9, nesterov: false, weightDecay: 1e-4, groups: [] },
  warmUp: { curve: 'linear', steps: 500, ratio: 0.001 },
  decay: { kind: 'steps', at: [8, 11], factor: 0.1, unit: 'epoch' },
  resize: { shortSide: 800, longSide: 1333 },
  flip: 0.5,
  normalization: { order: 'RGB', mean: [123.675, 116.28, 103.53], deviation: [58.395, 57.12, 57.375] },
};

/** Of backbones from Caffe, whose weights are for BGR. */
const CAFFE = {
  order: 'BGR',
  mean: [102.9801, 115.9465, 122.7717],
  deviation: [1, 1, 1],
} as const satisfies PublishedSchedule['normalization'];

const FCOS_TRICKS: PublishedSchedule & PublishedResize = {
  ...ONE_TIME,
  sgd: { ...ONE_TIME.sgd, groups: [{ roles: ['bias'], rateFactor: 2, decayFactor: 0 }] },
  warmUp: { curve: 'linear', steps: 500, ratio: 1 / 3 },
  normalization: CAFFE,
};

/**
 * The published schedules, by preset, from ImageNet weights with a frozen stem and first stage.
 * Sources: the configs of the TOOD authors' code and mmdetection 2.14; for OTA `config.py` of its code and the
 * warm-up of cvpods.
 */
export const PUBLISHED_SCHEDULES = {
  retinanet: ONE_TIME,
  fcos: { ...FCOS_TRICKS, clipNorm: 35, warmUp: { curve: 'constant', steps: 500, ratio: 1 / 3 } },
  'fcos with tricks': FCOS_TRICKS,
  atss: ONE_TIME,
  gfl: ONE_TIME,
  tood: ONE_TIME,
  'tood 2x': {
    ...ONE_TIME,
    length: { epochs: 24 },
    decay: { kind: 'steps', at: [16, 22], factor: 0.1, unit: 'epoch' },
    resize: { shortSide: [480, 800], longSide: 1333 },
  },
  ota: {
    ...ONE_TIME,
    length: { steps: 90_000 },
    decay: { kind: 'steps', at: [60_000, 80_000], factor: 0.1, unit: 'step' },
    warmUp: { curve: 'linear', steps: 1000, ratio: 0.001 },
    normalization: { ...CAFFE, mean: [103.53, 116.28, 123.675] },
  },
} as const satisfies Record<string, PublishedSchedule & PublishedResize>;
