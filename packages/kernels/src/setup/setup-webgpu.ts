import { existsSync, lstatSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { cacheFolder } from '../backends/cache-folder.ts';
import { softwareVulkan } from '../backends/software-vulkan.ts';
import { dawnFile } from '../backends/webgpu-device.ts';
import { checkApart } from './check-apart.ts';
import { fetchedLibrary, fetchVulkan } from './fetch-vulkan.ts';

/**
 * Makes the webgpu backend work in Node, doing no more than is missing: nothing if it starts, on a GPU or on a
 * driver of the system; else it fetches a software Vulkan driver into the cache and puts Vulkan's loader
 * beside the installed package `webgpu`, where Dawn looks for it first.
 * Throws an ExpectationError that says what is missing.
 */
export async function setupWebgpu(report: (line: string) => void): Promise<void> {
  const dawn = dawnFile();
  if (dawn === undefined) {
    throw new ExpectationError(
      'setup',
      'an installed package webgpu',
      'none',
      'Run `npm install webgpu @tensorflow/tfjs-backend-webgpu` and try again.',
    );
  }
  const before = await checkApart();
  if (before.works) {
    report(`Works already: ${before.message}`);
    return;
  }
  if (process.platform !== 'linux') {
    throw new ExpectationError('setup', 'a GPU, or Linux to fetch a software driver', before.message);
  }
  const cache = cacheFolder('vulkan');
  if (softwareVulkan(cache)) report(`Using the driver that was fetched earlier: ${cache}`);
  else await fetchVulkan({ cache, report });
  linkLoader(dawn, cache);
  const after = await checkApart();
  if (!after.works) throw new ExpectationError('setup', 'WebGPU to compute', after.message);
  report(`Works: ${after.message}`);
}

/** Puts the loader where Dawn looks before the system's libraries. */
function linkLoader(dawn: string, cache: string): void {
  const loader = fetchedLibrary(cache, /^libvulkan\.so\.1$/);
  const link = join(dirname(dawn), 'dist', `${process.platform}-${process.arch}`, basename(loader));
  if (!existsSync(dirname(link))) {
    throw new ExpectationError(
      'setup',
      `a build of Dawn for ${process.platform}-${process.arch} in the package webgpu`,
      `no folder ${dirname(link)}`,
      'Install a newer version of webgpu.',
    );
  }
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync(loader, link);
}
