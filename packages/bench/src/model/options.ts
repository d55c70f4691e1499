/** The model and input that every contender of a run builds. */
export interface ModelOptions {
  readonly depth: 18 | 50;
  /** Channels of the backbone's stem. */
  readonly width: number;
  /** Channels of neck and head. */
  readonly channels: number;
  readonly interactiveLayers: number;
  readonly classes: number;
  readonly batch: number;
  /** Pixels. */
  readonly imageHeight: number;
  readonly imageWidth: number;
  /** Ground-truth boxes per image. */
  readonly objects: number;
  readonly threads: number;
  readonly warmUp: number;
  readonly runs: number;
}

/** What is timed. */
export const measures = ['forward', 'detect', 'step'] as const;

/** Milliseconds of each run. */
export type Times = Readonly<Record<(typeof measures)[number], readonly number[]>>;

/** What a contender's process prints as its last line. */
export interface ModelTimes {
  readonly version: string;
  readonly parameters: number;
  readonly wall: Times;
  /** Of all threads of the process. */
  readonly cpu: Times;
  /** Most memory that the process held at any time, bytes. */
  readonly peakMemory: number;
  /** Self time per kernel of one training step; peers give none. */
  readonly kernels?: readonly { kernel: string; calls: number; milliseconds: number }[];
}
