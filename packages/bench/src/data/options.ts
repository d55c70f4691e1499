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
}

export interface DataTimes {
  readonly imagesPerSecond: number;
  /** Of all threads and processes, in the first epoch too; start and end of the program left out. */
  readonly cpuMillisecondsPerImage: number;
}
