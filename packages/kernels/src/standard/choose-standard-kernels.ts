import { ExpectationError } from '@tandem-det/base';
import {
  type GradConfig,
  getBackend,
  getGradient,
  getKernel,
  type KernelConfig,
  registerGradient,
  registerKernel,
  unregisterGradient,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { BackendName } from '../backend-name.ts';
import { standardGradients } from './gradients.ts';
import type { GradientReplacement, KernelReplacement } from './replacement.ts';

/** `fixed`: this package's where it has any; `stock`: all as tfjs registers them. */
export type StandardKernels = 'fixed' | 'stock';

const provided = new Map<BackendName, readonly KernelReplacement[]>();
/** What ours took the place of, if anything, by backend and kernel. */
const originals = new Map<string, KernelConfig | undefined>();
const gradients = new Map<string, { readonly ours: GradConfig; readonly original: GradConfig | undefined }>();

/** Makes a backend's replacements known and takes them. */
export function provideStandardKernels(backend: BackendName, kernels: readonly KernelReplacement[]): void {
  provided.set(backend, kernels);
  chooseStandardKernels(backend, 'fixed');
}

/** The replacements of a backend whose module (`./wasm` and so on) was imported. */
export function providedKernels(backend: BackendName): readonly KernelReplacement[] {
  return provided.get(backend)!;
}

/**
 * Registers our replacements of standard kernels for a backend, or puts tfjs's own back. Gradients are shared
 * by all backends, so that the last call decides on those. Nothing is printed.
 */
export function chooseStandardKernels(backend: BackendName, choice: StandardKernels): void {
  for (const kernel of providedKernels(backend)) {
    (choice === 'fixed' ? replaceKernel : restoreKernel)(backend, kernel);
  }
  for (const gradient of standardGradients) {
    (choice === 'fixed' ? replaceGradient : restoreGradient)(gradient);
  }
}

function replaceKernel(backendName: BackendName, { name, compute }: KernelReplacement): void {
  const key = `${backendName} ${name}`;
  if (originals.has(key)) return;
  const original = getKernel(name, backendName) as KernelConfig | undefined;
  originals.set(key, original);
  if (original) unregisterKernel(name, backendName);
  const kernelFunc = compute(original?.kernelFunc ?? missing(name, backendName));
  registerKernel({ ...original, kernelName: name, backendName, kernelFunc });
}

function restoreKernel(backendName: BackendName, { name }: KernelReplacement): void {
  const key = `${backendName} ${name}`;
  if (!originals.has(key)) return;
  const original = originals.get(key);
  originals.delete(key);
  unregisterKernel(name, backendName);
  if (original) registerKernel(original);
}

/** Also where a package that was loaded since, such as tfjs-node, registered tfjs's anew. */
function replaceGradient({ gradient, needs }: GradientReplacement): void {
  const { kernelName } = gradient;
  const original = getGradient(kernelName) as GradConfig | undefined;
  if (original && original === gradients.get(kernelName)?.ours) return;
  const ours = needs !== undefined && original ? orOriginal(gradient, original, needs) : gradient;
  gradients.set(kernelName, { ours, original });
  if (original) unregisterGradient(kernelName);
  registerGradient(ours);
}

function orOriginal(gradient: GradConfig, original: GradConfig, needs: string): GradConfig {
  return {
    ...gradient,
    gradFunc: (...call) => (getKernel(needs, getBackend()) ? gradient : original).gradFunc(...call),
  };
}

function restoreGradient({ gradient: { kernelName } }: GradientReplacement): void {
  const replaced = gradients.get(kernelName);
  if (!replaced || getGradient(kernelName) !== replaced.ours) return;
  unregisterGradient(kernelName);
  if (replaced.original) registerGradient(replaced.original);
}

function missing(name: string, backend: string): () => never {
  return () => {
    throw new ExpectationError(name, 'a kernel of tfjs to lean on', `none for the ${backend} backend`);
  };
}
