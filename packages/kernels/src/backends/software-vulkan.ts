import type * as Fs from 'node:fs';
import type * as Path from 'node:path';
import { nodeModule } from '../wasm/node-module.ts';
import { cacheFolder } from './cache-folder.ts';

/** Mesa's Vulkan driver for CPUs, as `setup:webgpu` fetched it: the file that describes it to Vulkan's loader. */
export function softwareVulkan(cache: string = cacheFolder('vulkan')): string | undefined {
  const file = nodeModule<typeof Path>('node:path')!.join(cache, 'lavapipe.json');
  return nodeModule<typeof Fs>('node:fs')!.existsSync(file) ? file : undefined;
}
