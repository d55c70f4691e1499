/** How a paper's model was trained on COCO, as data; `optimizer` and `rate` are what `@tandem-det/training` takes. */
export interface PublishedSchedule {
  /** Images of a step: the learning rate is meant for it. */
  readonly batchSize: number;
  /** What `length` and `dropAt` count. */
  readonly unit: 'epochs' | 'steps';
  readonly length: number;
  /** When the rate is multiplied by dropFactor. */
  readonly dropAt: readonly number[];
  readonly dropFactor: number;
  readonly optimizer: {
    readonly learningRate: number;
    readonly momentum: number;
    readonly weightDecay: number;
    /** Largest global norm of the gradients; null for no clipping. */
    readonly clipNorm: number | null;
  };
  /** Biases, where they are not treated as all other parameters. */
  readonly biases?: { readonly learningRateFactor: number; readonly weightDecay: number };
  readonly warmUp: {
    /** The rate grows from ratio · rate to the rate, or stays at ratio · rate. */
    readonly kind: 'linear' | 'constant';
    readonly steps: number;
    readonly ratio: number;
  };
  /** Pixels: the image's short side, or the range it is drawn from, and what its long side may not exceed. */
  readonly resize: { readonly shortSide: number | readonly [number, number]; readonly longSide: number };
  /** Probability that an image is mirrored. */
  readonly flip: number;
  /** Channels in this order have the mean subtracted and are divided by the deviation. */
  readonly pixels: {
    readonly order: 'RGB' | 'BGR';
    readonly mean: readonly [number, number, number];
    readonly deviation: readonly [number, number, number];
  };
}

/** mmdetection's "1x": 12 epochs of 16 images. */
const ONE_TIME: PublishedSchedule = {
  batchSize: 16,
  unit: 'epochs',
  length: 12,
  dropAt: [8, 11],
  dropFactor: 0.1,
  optimizer: { learningRate: 0.01, momentum: 0.9, weightDecay: 1e-4, clipNorm: null },
  warmUp: { kind: 'linear', steps: 500, ratio: 0.001 },
  resize: { shortSide: 800, longSide: 1333 },
  flip: 0.5,
  pixels: { order: 'RGB', mean: [123.675, 116.28, 103.53], deviation: [58.395, 57.12, 57.375] },
};

/** Of backbones from Caffe. */
const CAFFE_PIXELS = {
  order: 'BGR',
  mean: [102.9801, 115.9465, 122.7717],
  deviation: [1, 1, 1],
} as const satisfies PublishedSchedule['pixels'];

const FCOS: PublishedSchedule = {
  ...ONE_TIME,
  optimizer: { ...ONE_TIME.optimizer, clipNorm: 35 },
  biases: { learningRateFactor: 2, weightDecay: 0 },
  warmUp: { kind: 'constant', steps: 500, ratio: 1 / 3 },
  pixels: CAFFE_PIXELS,
};

/**
 * The published schedules, by preset, from ImageNet weights with a frozen stem and first stage.
 * Sources: the configs of the TOOD authors' code and mmdetection 2.14; for OTA `config.py` of its code and the
 * warm-up of cvpods.
 */
export const PUBLISHED_SCHEDULES = {
  retinanet: ONE_TIME,
  fcos: FCOS,
  'fcos with tricks': {
    ...FCOS,
    optimizer: ONE_TIME.optimizer,
    warmUp: { ...FCOS.warmUp, kind: 'linear' },
  },
  atss: ONE_TIME,
  gfl: ONE_TIME,
  tood: ONE_TIME,
  'tood 2x': {
    ...ONE_TIME,
    length: 24,
    dropAt: [16, 22],
    resize: { shortSide: [480, 800], longSide: 1333 },
  },
  ota: {
    ...ONE_TIME,
    unit: 'steps',
    length: 90_000,
    dropAt: [60_000, 80_000],
    warmUp: { kind: 'linear', steps: 1000, ratio: 0.001 },
    pixels: { ...CAFFE_PIXELS, mean: [103.53, 116.28, 123.675] },
  },
} as const satisfies Record<string, PublishedSchedule>;
