import type { GradConfig, KernelFunc } from '@tensorflow/tfjs-core';

/** What is to be known of a replaced kernel or gradient; both texts are rows of docs/standard-kernels.md. */
interface Description {
  /** What tfjs 4.22 does. */
  readonly stock: string;
  /** What is done in its place. */
  readonly ours: string;
  /** Whether tfjs's is only slow: its results are right. */
  readonly isFaster?: true;
}

/** A standard kernel of one backend in the place of tfjs's. */
export interface KernelReplacement extends Description {
  readonly name: string;
  /** Gets tfjs's own, which throws where there is none. */
  readonly compute: (original: KernelFunc) => KernelFunc;
}

/** The gradient of a standard kernel, which all backends share, in the place of tfjs's. */
export interface GradientReplacement extends Description {
  readonly gradient: GradConfig;
  /** A kernel of this package that it is made of; backends without it, such as webgl, keep tfjs's gradient. */
  readonly needs?: string;
}
