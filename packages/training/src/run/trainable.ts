import type { Detector } from '@tandem-det/detector';

/** What the trainer needs of a detector; `createDetector` makes one. */
export type TrainableDetector = Pick<Detector, 'classes' | 'parameters' | 'gradients'>;
