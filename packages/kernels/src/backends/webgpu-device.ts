import type * as Fs from 'node:fs';
import type * as Module from 'node:module';
import type * as Path from 'node:path';
import type * as Url from 'node:url';
import { ExpectationError } from '@tandem-det/base';
import { nodeModule } from '../wasm/node-module.ts';
import { softwareVulkan } from './software-vulkan.ts';

const expected = 'the webgpu backend to start';

/** The npm package `webgpu`: Dawn, the WebGPU of Chromium. */
interface DawnPackage {
  readonly create: (options: string[]) => GPU;
  readonly globals: object;
}

/** An adapter of the browser, or of Dawn in Node: of a GPU if there is one, else of the CPU if that will do. */
export async function findAdapter(allowSoftware: boolean): Promise<GPUAdapter> {
  const adapter = nodeModule('node:module')
    ? await findInNode(allowSoftware)
    : await (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu?.requestAdapter({
        powerPreference: 'high-performance',
      });
  if (!adapter) {
    const remedy = nodeModule('node:module')
      ? 'Run `pnpm setup:webgpu`, or `npx tandem-setup-webgpu` in a project of your own, to compute on the CPU.'
      : 'Use a browser with WebGPU on a machine with a GPU, over https.';
    throw new ExpectationError('startBackend', expected, 'no GPU that WebGPU can use', remedy);
  }
  if (isSoftware(adapter) && !allowSoftware) {
    throw new ExpectationError('startBackend', expected, 'a device that computes on the CPU', '');
  }
  return adapter;
}

/** What an adapter says of itself; the types that tfjs comes with are older than this attribute. */
export function adapterInfo(adapter: GPUAdapter): GPUAdapterInfo & { readonly isFallbackAdapter?: boolean } {
  return (adapter as unknown as { info: GPUAdapterInfo }).info;
}

/** Whether an adapter computes on the CPU. */
export function isSoftware(adapter: GPUAdapter): boolean {
  const { isFallbackAdapter, architecture, description } = adapterInfo(adapter);
  return (
    isFallbackAdapter === true || /llvmpipe|swiftshader|software/i.test(`${architecture} ${description}`)
  );
}

async function findInNode(allowSoftware: boolean): Promise<GPUAdapter | null> {
  if (!allowSoftware && !hasGpu()) return null;
  const { create, globals } = await loadDawn();
  Object.assign(globalThis, globals);
  const request = () => {
    const gpu = create([]);
    setNavigatorGpu(gpu);
    return gpu.requestAdapter({ powerPreference: 'high-performance' });
  };
  const driver = softwareVulkan();
  const adapter = hasGpu() || !driver ? await request() : null;
  if (adapter || !driver || !allowSoftware) return adapter;
  // Vulkan's loader reads them for each instance. A driver that the user named comes first.
  for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES']) process.env[name] ??= driver;
  return request();
}

/** Whether Linux has a device of a GPU; other systems are asked through WebGPU alone. */
function hasGpu(): boolean {
  if (process.platform !== 'linux') return true;
  const { existsSync, readdirSync } = nodeModule<typeof Fs>('node:fs')!;
  if (['/dev/nvidia0', '/dev/dxg', '/dev/kfd'].some((file) => existsSync(file))) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('render'));
}

async function loadDawn(): Promise<DawnPackage> {
  const { pathToFileURL } = nodeModule<typeof Url>('node:url')!;
  const file = dawnFile();
  if (file === undefined) {
    throw new ExpectationError(
      'startBackend',
      expected,
      'no package webgpu',
      'Install it: npm install webgpu.',
    );
  }
  return import(/* @vite-ignore */ pathToFileURL(file).href);
}

/** The main file of the package `webgpu`, as resolved from here or from the working directory. */
export function dawnFile(): string | undefined {
  const { createRequire } = nodeModule<typeof Module>('node:module')!;
  const { join } = nodeModule<typeof Path>('node:path')!;
  for (const base of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(base).resolve('webgpu');
    } catch {
      // not from there
    }
  }
  return undefined;
}

/** The version of that package, by its name; empty in browsers. */
export function dawnVersion(): Readonly<Record<string, string>> {
  const file = nodeModule('node:module') ? dawnFile() : undefined;
  if (file === undefined) return {};
  const { createRequire } = nodeModule<typeof Module>('node:module')!;
  return { webgpu: (createRequire(file)('./package.json') as { version: string }).version };
}

/** tfjs's backend asks `navigator.gpu` whether there is WebGPU; Node 20 has no navigator. */
function setNavigatorGpu(gpu: GPU): void {
  const where = globalThis as { navigator?: object };
  if (!where.navigator) Object.defineProperty(where, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(where.navigator, 'gpu', { value: gpu, configurable: true });
}
