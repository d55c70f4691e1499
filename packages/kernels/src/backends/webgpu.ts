import { ExpectationError } from '@tandem-det/base';
import {
  env,
  findBackendFactory,
  getKernelsForBackend,
  type KernelBackend,
  registerBackend,
  registerKernel,
  removeBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { nodeModule } from '../wasm/node-module.ts';
import { DeviceErrors, keepErrors, nameErrors } from '../webgpu/device-errors.ts';
import type { BackendDetails, BackendStarter } from './starter.ts';
import { adapterInfo, dawnVersion, findAdapter, isSoftware } from './webgpu-device.ts';

/** The priority that tfjs gives its webgpu backend. */
const PRIORITY = 3;

/** All that the adapter has of these: tfjs's own device keeps WebGPU's default of 8 buffers, for one. */
const limits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
] as const;
const features = ['shader-f16', 'subgroups', 'timestamp-query'];

interface Loaded {
  readonly device: GPUDevice;
  readonly errors: DeviceErrors;
  readonly details: BackendDetails;
  readonly isSoftware: boolean;
  /** What was registered, so that a second start finds the first's tensors. */
  readonly factory: ReturnType<typeof findBackendFactory>;
}

let loaded: Loaded | undefined;

/**
 * WebGPU: the browser's, or in Node that of the npm package `webgpu` (Dawn). Started by name it takes a
 * software driver as well, such as the one of `setup:webgpu`; by `auto` a GPU alone.
 *
 * Every command that the device refuses becomes an ExpectationError that names the kernel, thrown by the next
 * read. In Node a synchronous read is an ExpectationError: WebGPU has none. tfjs's shortcut of computing small
 * tensors on the host is off, so that what is tested is what runs.
 */
export const startWebgpu: BackendStarter = async ({ allowSoftware }) => {
  if (!loaded || findBackendFactory('webgpu') !== loaded.factory) loaded = await load(allowSoftware);
  if (loaded.isSoftware && !allowSoftware) {
    throw new ExpectationError(
      'startBackend',
      'the webgpu backend to start',
      'a device that computes on the CPU',
    );
  }
  const { device, errors, details } = loaded;
  return {
    ...details,
    stop: async () => {
      await device.queue.onSubmittedWorkDone();
      await errors.check();
    },
  };
};

async function load(allowSoftware: boolean): Promise<Loaded> {
  const adapter = await findAdapter(allowSoftware);
  const device = await adapter.requestDevice({
    requiredFeatures: features.filter((name) => adapter.features.has(name)) as GPUFeatureName[],
    requiredLimits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name]])),
  });
  const info = adapterInfo(adapter);
  // navigator.gpu is there by now: without it the package registers nothing.
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  env().set('WEBGPU_CPU_FORWARD', false);
  const backend = new WebGPUBackend(device, info);
  const errors = new DeviceErrors(device);
  keepErrors(backend, errors);
  throwErrorsAtReads(backend, errors);
  nameErrorsOfStandardKernels();
  const factory = () => backend;
  // It is not there where the package was imported before navigator.gpu was.
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  registerBackend('webgpu', factory, PRIORITY);
  // A process that ends with a read in flight would crash.
  nodeModule('node:module') && process.once('exit', () => device.destroy());
  const software = isSoftware(adapter);
  const name = info.description || `${info.vendor} ${info.architecture}`;
  const details: BackendDetails = {
    description: `webgpu (${name}${software ? ', a software device' : ''})`,
    device: [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' '),
    versions: dawnVersion(),
    features: features.filter((feature) => adapter.features.has(feature)),
  };
  return { device, errors, details, isSoftware: software, factory };
}

function throwErrorsAtReads(backend: KernelBackend, errors: DeviceErrors): void {
  const [read, readSync] = [backend.read.bind(backend), backend.readSync.bind(backend)];
  backend.read = async (dataId) => {
    const values = await read(dataId);
    await errors.check();
    return values;
  };
  if (!nodeModule('node:module')) return;
  backend.readSync = (dataId) => {
    const { values } = (
      backend as unknown as { tensorMap: { get(id: object): { values: unknown } } }
    ).tensorMap.get(dataId);
    if (values !== null && values !== undefined) return readSync(dataId);
    throw new ExpectationError(
      'webgpu',
      'an asynchronous read',
      'dataSync or arraySync',
      'Await data() or array() instead: WebGPU has no other in Node.',
    );
  };
}

let areNamed = false;

function nameErrorsOfStandardKernels(): void {
  if (areNamed) return;
  areNamed = true;
  for (const kernel of getKernelsForBackend('webgpu')) {
    unregisterKernel(kernel.kernelName, 'webgpu');
    registerKernel({ ...kernel, kernelFunc: nameErrors(kernel.kernelName, kernel.kernelFunc) });
  }
}
