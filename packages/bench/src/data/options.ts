/** What each contender is told, as JSON. */
export interface DataOptions {
  readonly annotations: string;
  readonly images: string;
  /** The image files of the dataset. */
  readonly files: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly batch: number;
  readonly workers: number;
  /** Timed, after one that is not. */
  readonly epochs: number;
  /** Of training, timed. */
  readonly steps: number;
}

export interface DataTimes {
  readonly imagesPerSecond: number;
  /** Of all threads and processes, in the timed epochs. */
  readonly cpuMillisecondsPerImage: number;
  /** Most memory that the contender held at any time, bytes; peers, whose processes share pages, give none. */
  readonly peakMemory?: number;
}
