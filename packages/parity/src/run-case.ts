import { dispose, engine, keep, type Tensor } from '@tensorflow/tfjs-core';
import type { CaseContext } from './adapter.ts';
import { adapterFor } from './adapters/index.ts';
import type { FoundCase } from './cases/find-cases.ts';
import { readOptions } from './cases/options.ts';
import { Unsupported } from './unsupported.ts';
import { readCaseTensors } from './values/case-tensors.ts';
import { type Comparison, compare } from './values/compare.ts';

/** What became of one case. */
export interface CaseResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly comparisons: readonly Comparison[];
  /** Why it was skipped, or what it threw. */
  readonly reason?: string;
}

/**
 * Runs one case. Never throws: what is not supported is skipped with the reason, any other error is a
 * failure with its message. A case passes when it checked every expected tensor and all agreed.
 */
export async function runCase(found: FoundCase): Promise<CaseResult> {
  const { name } = found;
  const comparisons: Comparison[] = [];
  const kept: Tensor[] = [];
  const scope = engine();
  scope.startScope();
  try {
    await check(found, comparisons, kept);
  } catch (error) {
    const failed = comparisons.some(({ passed }) => !passed);
    const reason = error instanceof Error ? error.message : String(error);
    const outcome = error instanceof Unsupported && !failed ? 'skipped' : 'failed';
    return { name, outcome, comparisons, reason };
  } finally {
    scope.endScope();
    dispose(kept);
  }
  if (comparisons.length === 0) {
    return { name, outcome: 'failed', comparisons, reason: 'the case expects nothing that can be checked' };
  }
  const outcome = comparisons.every(({ passed }) => passed) ? 'passed' : 'failed';
  return { name, outcome, comparisons };
}

async function check(found: FoundCase, comparisons: Comparison[], kept: Tensor[]): Promise<void> {
  const golden = found.read();
  const adapter = adapterFor(golden);
  const tensors = await readCaseTensors(golden);
  const options = readOptions(golden.config);
  const uncheckedTensors = new Set([...tensors.names('out.'), ...tensors.names('grad.')]);
  const unreadFields = new Set(Object.keys(golden.expected));
  const context: CaseContext = {
    golden,
    options,
    tensors,
    expected(key) {
      unreadFields.delete(key);
      return golden.expected[key];
    },
    keep(tensor) {
      kept.push(tensor);
      return keep(tensor);
    },
    check(name, got) {
      if (!uncheckedTensors.delete(name)) return;
      const tolerance = golden.tolerances[name] ?? golden.tolerance;
      comparisons.push(compare(name, got, tensors.read(name), tolerance));
    },
    add(comparison, covers = []) {
      for (const name of covers) uncheckedTensors.delete(name);
      comparisons.push(comparison);
    },
  };
  await adapter(context);
  options.finish();
  tensors.finish();
  for (const name of uncheckedTensors) throw new Unsupported(`${name} is not computed here`);
  for (const key of unreadFields) throw new Unsupported(`expected.${key} is not known`);
}
