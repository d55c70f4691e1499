import type { Tensor } from '@tensorflow/tfjs-core';
import type { GoldenCase } from './cases/golden-case.ts';
import type { Options } from './cases/options.ts';
import type { CaseTensors } from './values/case-tensors.ts';
import type { Comparison } from './values/compare.ts';
import type { Values } from './values/layout.ts';

/** What an adapter works on. */
export interface CaseContext {
  readonly golden: GoldenCase;
  readonly options: Options;
  readonly tensors: CaseTensors;
  /** A field of the case's `expected`; the case is unsupported when one is never asked for. */
  expected(key: string): unknown;
  /** Keeps a tensor that was made inside a gradient's forward pass until the case is done. */
  keep<T extends Tensor>(tensor: T): T;
  /** Compares a result, in the reference's layout, with the tensor of the same name under the case's tolerance. */
  check(name: string, got: Values): void;
  /** Adds a comparison made otherwise; `covers` names the tensors that it has dealt with. */
  add(comparison: Comparison, covers?: readonly string[]): void;
}

/**
 * Runs one kind of case: reads its options and inputs, builds and runs the component, and checks every
 * output. It throws Unsupported for what the project does not offer.
 */
export type Adapter = (context: CaseContext) => Promise<void>;
