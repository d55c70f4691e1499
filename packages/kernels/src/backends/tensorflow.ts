import type * as Os from 'node:os';
import type * as Util from 'node:util';
import { ExpectationError } from '@tandem-det/base';
import { findBackend } from '@tensorflow/tfjs-core';
import { isConvolutionDirect } from '../addon/convolution-switch.ts';
import { type AddonState, loadAddon } from '../addon/load-addon.ts';
import { findTensorflowPackages, type TensorflowPackage } from '../addon/tensorflow-package.ts';
import { nodeModule } from '../wasm/node-module.ts';
import type { BackendDetails, BackendStarter } from './starter.ts';

const setup = 'Run `pnpm setup:tensorflow`, or `npx tandem-setup-tensorflow` in a project of your own.';

interface Binding {
  readonly TF_Version: string;
}

/**
 * TensorFlow's C library through tfjs-node: native operations on all cores, or on the GPU it finds. On a CPU with this
 * package's native kernels, where they were built and work; `description` says which, or why not.
 */
export const startTensorflow: BackendStarter = async ({ threads, report }) => {
  const found = findTensorflowPackages();
  const built = found.find(({ isBuilt }) => isBuilt);
  if (!built) throw withoutBinding(found[0]);
  prepareProcess(threads, report);
  load(built);
  loaded ??= { threads: countOf(INTRA_OP), parallelOperations: countOf(INTER_OP) };
  const backend = findBackend('tensorflow') as unknown as { binding: Binding; isUsingGpuDevice: boolean };
  const device = backend.isUsingGpuDevice ? 'GPU' : 'CPU';
  const shortName = built.name.slice('@tensorflow/'.length);
  const { TF_Version: version } = backend.binding;
  const count = loaded.threads === 1 ? '1 thread' : `${loaded.threads} threads`;
  const addon = loadAddon(built, loaded.threads, backend.isUsingGpuDevice);
  return {
    description: `tensorflow (TF ${version}, ${device}, ${count}, ${shortName} ${built.version}, ${described(addon)})`,
    device,
    versions: { tensorflow: version, [shortName]: built.version },
    ...loaded,
    features: featuresOf(addon),
    stop: async () => {},
  };
};

/** What the last digits depend on. */
function featuresOf(addon: AddonState): string[] {
  if ('missing' in addon) return [];
  const features = [`native kernels (${addon.instructionSet})`];
  return isConvolutionDirect() ? [...features, 'direct convolutions'] : features;
}

function described(addon: AddonState): string {
  return 'missing' in addon
    ? `without native kernels: ${addon.missing}`
    : `native kernels for ${addon.instructionSet}`;
}

function withoutBinding(unbuilt: TensorflowPackage | undefined): ExpectationError {
  const [got, remedy] = unbuilt
    ? [`no native binding in ${unbuilt.name}`, setup]
    : nodeModule('node:module')
      ? [
          'no package @tensorflow/tfjs-node',
          `Run \`npm install --ignore-scripts @tensorflow/tfjs-node\` first. ${setup}`,
        ]
      : ['a platform other than Node', ''];
  return new ExpectationError('startBackend', 'the tensorflow backend to start', got, remedy);
}

/** What TensorFlow reads its numbers of threads from: within an operation, and for operations side by side. */
const INTRA_OP = 'TF_NUM_INTRAOP_THREADS';
const INTER_OP = 'TF_NUM_INTEROP_THREADS';

/** What it was loaded with, and keeps as long as the process lives. */
let loaded: Required<Pick<BackendDetails, 'threads' | 'parallelOperations'>> | undefined;

/** The number that TensorFlow takes: one a core where none is given, or none that is a number above 0. */
function countOf(name: string): number {
  const given = Number.parseInt(process.env[name] ?? '', 10);
  return given > 0 ? given : nodeModule<typeof Os>('node:os')!.availableParallelism();
}

/** What must be so before TensorFlow is loaded. */
function prepareProcess(threads: number | undefined, report: (line: string) => void): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (threads !== undefined) {
    if (loaded && loaded.threads !== threads) {
      report(`tensorflow runs already and keeps its ${loaded.threads} threads`);
    }
    for (const name of [INTRA_OP, 'OMP_NUM_THREADS']) process.env[name] = String(threads);
  }
  // tfjs-node 4.22 calls a function that Node 23 removed, and 22 warns of.
  Object.assign(nodeModule<typeof Util>('node:util')!, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}

function load({ name, folder, require }: TensorflowPackage): void {
  try {
    require(folder);
  } catch (thrown) {
    throw new ExpectationError(
      'startBackend',
      'the tensorflow backend to start',
      `a native binding in ${name} that does not load: ${thrown instanceof Error ? thrown.message : thrown}`,
      setup,
    );
  }
}
