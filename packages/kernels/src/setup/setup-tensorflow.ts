import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { findTensorflowPackages, type TensorflowPackage } from '../addon/tensorflow-package.ts';
import { cacheFolder } from '../backends/cache-folder.ts';
import { buildAddon } from './build-addon.ts';
import { buildBinding } from './build-binding.ts';
import { checkApart } from './check-apart.ts';
import { fetchedTensorflow, fetchTensorflow } from './fetch-tensorflow.ts';
import { libraryFromEnvironment, libraryFromPython, type TensorflowLibrary } from './tensorflow-library.ts';

export interface SetupOptions {
  /** Wants a TensorFlow that computes on a GPU, and fails where it does not. */
  readonly gpu: boolean;
  readonly report: (line: string) => void;
}

/**
 * Makes the tensorflow backend work, doing no more than is missing: nothing if an installed tfjs-node-gpu
 * or tfjs-node loads and computes; else it builds its binding against the first of: the TensorFlow that
 * $TANDEM_TENSORFLOW_DIR names, that of `python3`, one fetched earlier, one fetched by pip now. Then it builds the
 * native kernels, without which the backend works as well, only slower.
 * Throws an ExpectationError that says what is missing.
 */
export async function setupTensorflow({ gpu, report }: SetupOptions): Promise<void> {
  const target = chooseTarget(gpu);
  const before = await checkApart();
  if (before.works && (!gpu || isGpu(before.message))) {
    await provideAddon(gpu, report);
    report(`Works already: ${(await checkApart()).message}`);
    return;
  }
  if (target.isBuilt) report(`Building anew what is there, as it does not serve: ${before.message}`);
  if (process.platform !== 'linux') {
    throw new ExpectationError(
      'setup',
      'Linux, to build the binding',
      process.platform,
      `Run \`npm rebuild ${target.name}\`, which downloads the official binding.`,
    );
  }
  const cache = cacheFolder();
  const library = await provideLibrary({ gpu, report }, cache);
  report(`Building against the TensorFlow in ${library.folder}`);
  await buildBinding({ target, library, cache, report });
  await provideAddon(gpu, report);
  const after = await checkApart();
  if (!after.works) {
    throw new ExpectationError('setup', 'the new binding to compute', after.message);
  }
  if (gpu && !isGpu(after.message)) throw withoutGpu(after.message, library);
  report(`Works: ${after.message}`);
}

/** The native kernels, for a CPU. What stands in their way is said, and the backend works without them. */
async function provideAddon(gpu: boolean, report: (line: string) => void): Promise<void> {
  const target = findTensorflowPackages().find(({ isBuilt }) => isBuilt);
  if (gpu || !target || process.platform !== 'linux') return;
  try {
    await buildAddon({ target, cache: cacheFolder(), report });
  } catch (thrown) {
    if (!(thrown instanceof ExpectationError)) throw thrown;
    report(`Without native kernels, which make the CPU about 1.5 times as fast: ${thrown.message}`);
  }
}

function isGpu(description: string): boolean {
  return /, GPU,/.test(description);
}

function chooseTarget(gpu: boolean): TensorflowPackage {
  const found = findTensorflowPackages();
  const target = found.find(({ name }) => gpu && name.endsWith('-gpu')) ?? found[0];
  if (target) return target;
  throw new ExpectationError(
    'setup',
    'an installed @tensorflow/tfjs-node or @tensorflow/tfjs-node-gpu',
    'neither',
    'Run `npm install --ignore-scripts @tensorflow/tfjs-node` and try again.',
  );
}

async function provideLibrary({ gpu, report }: SetupOptions, cache: string): Promise<TensorflowLibrary> {
  const python = 'python3';
  return (
    libraryFromEnvironment() ??
    (await libraryFromPython(python, gpu)) ??
    fetchedTensorflow(cache, gpu) ??
    (await fetchTensorflow({ cache, python, gpu, report }))
  );
}

function withoutGpu(description: string, library: TensorflowLibrary): ExpectationError {
  const nvidia = join(library.folder, '..', 'nvidia');
  const folders = existsSync(nvidia) ? readdirSync(nvidia).map((name) => join(nvidia, name, 'lib')) : [];
  const path = [library.folder, ...folders.filter((folder) => existsSync(folder))].join(':');
  return new ExpectationError(
    'setup',
    'TensorFlow to find a GPU',
    description,
    `Check that nvidia-smi lists one; if so, TensorFlow does not find its CUDA libraries: export LD_LIBRARY_PATH=${path}`,
  );
}
