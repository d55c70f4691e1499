import {
  type DataType,
  findBackend,
  getBackend,
  type KernelBackend,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { hostKernels } from '../registry/host-kernels.ts';
import { ShapeOnlyBackend } from './shape-only-backend.ts';
import { type ShapeRule, standardRules } from './standard-kernels.ts';

const NAME = 'shape-only';

/**
 * Runs `compute` with tensors that have shapes and no values, at no cost whatever their size: what layers
 * trace (shapes, multiply–accumulates) is what a real pass traces.
 *
 * Tensors made inside belong inside: dispose of them before `compute` ends (a tidy does). Reading a value is
 * an error, and so is a kernel whose shape rule is not known. Parameters made before, on another backend, may
 * be used; they stay where they are. The backend in use before is in use again afterwards, or none where there was none.
 */
export async function withShapesOnly<T>(compute: () => T | Promise<T>): Promise<T> {
  const before = getBackend();
  if (findBackend(NAME) === null) register();
  await setBackend(NAME);
  try {
    return await compute();
  } finally {
    if (before) await setBackend(before);
    else removeBackend(NAME);
  }
}

let hasKernels = false;

function register(): void {
  registerBackend(NAME, () => new ShapeOnlyBackend(), 0);
  if (hasKernels) return;
  hasKernels = true;
  for (const { name, outputs } of hostKernels) registerRule(name, outputs as unknown as ShapeRule);
  for (const [name, rule] of Object.entries(standardRules)) registerRule(name, rule);
}

function registerRule(kernelName: string, rule: ShapeRule): void {
  registerKernel({
    kernelName,
    backendName: NAME,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const outputs = rule(inputs as Parameters<ShapeRule>[0], (attrs ?? {}) as Parameters<ShapeRule>[1]);
      const tensors = outputs.map(({ shape, dtype }) => allocate(backend as KernelBackend, shape, dtype));
      return tensors.length === 1 ? tensors[0]! : tensors;
    },
  });
}

function allocate(backend: KernelBackend, shape: readonly number[], dtype: DataType): TensorInfo {
  return { dataId: backend.write([] as never, [...shape], dtype), shape: [...shape], dtype };
}
