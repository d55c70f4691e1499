import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { add, backend, engine, memory, tensor1d, unregisterKernel } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { relu } from '../index.ts';
import { registerKernels } from '../registry/register-kernels.ts';
import { testBackends } from '../testing/index.ts';
import { type WgslKernel, wgslKernelFunc } from '../webgpu/kernel.ts';
import { type StartedBackend, startBackend } from './index.ts';

const report = () => {};
const start = () => startBackend({ name: 'webgpu', report });

/** Runs a module in a new process; resolves to its output, and rejects where it crashes. */
async function inProcess(code: string): Promise<string> {
  const folder = fileURLToPath(new URL('../..', import.meta.url));
  const options = ['--import', 'tsx', '--conditions=@tandem-det/source', '--input-type=module', '-e', code];
  return (await promisify(execFile)(process.execPath, options, { cwd: folder })).stdout;
}

describe.runIf(testBackends().includes('webgpu'))('startWebgpu', () => {
  let started: StartedBackend;
  beforeEach(async () => {
    started = await start();
  });
  afterEach(async () => {
    await started.stop().catch(() => {});
  });

  it('says which device it computes on, and computes there however small the tensors are', async () => {
    expect(started.description).toMatch(/^webgpu \(.+\)$/);
    const before = (memory() as unknown as { numBytesInGPU: number }).numBytesInGPU;
    const sum = add(tensor1d([1, 4]), 2);
    expect((memory() as unknown as { numBytesInGPU: number }).numBytesInGPU).toBeGreaterThan(before);
    expect([...(await sum.data())]).toEqual([3, 6]);
  });

  it('takes more buffers than tfjs asks for, so that a sum of 8 is right', async () => {
    const { device } = backend() as unknown as { device: GPUDevice };
    expect(device.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(10);
  });

  it('throws what the device refuses at the next read, with the name of the kernel', async () => {
    const wrong: WgslKernel = {
      name: 'TandemRelu6',
      run: ({ read, tensor, each }) => {
        const y = tensor(read('x').shape);
        const code = 'fn element(i: i32) { y[i] = minimum(x[i], 6.0); }';
        each(2, { reads: { x: read('x') }, writes: { y }, code });
        return y;
      },
    };
    registerKernels('webgpu', [wrong], wgslKernelFunc);
    const y = engine().runKernel<ReturnType<typeof tensor1d>>('TandemRelu6', { x: tensor1d([7, 8]) });
    unregisterKernel('TandemRelu6', 'webgpu');
    await expect(y.data()).rejects.toThrow(
      /^webgpu: expected commands that the device accepts, got ".*minimum.*" in TandemRelu6/s,
    );
    expect([...(await relu(tensor1d([-1, 2])).data())]).toEqual([0, 2]);
  });

  it('names kernels of tfjs as well', async () => {
    const { device } = backend() as unknown as { device: GPUDevice };
    const create = device.createBindGroup;
    // what tfjs does with more inputs than the layout has buffers for is as wrong
    device.createBindGroup = (descriptor) => create.call(device, { ...descriptor, entries: [] });
    const sum = add(tensor1d([1, 4]), 2);
    device.createBindGroup = create;
    await expect(sum.data()).rejects.toThrow(/in Add/);
  });

  it('refuses to read at once', () => {
    const sum = add(tensor1d([1, 4]), 2);
    expect(() => sum.dataSync()).toThrow(
      'webgpu: expected an asynchronous read, got dataSync or arraySync. ' +
        'Await data() or array() instead: WebGPU has no other in Node.',
    );
  });

  it('keeps its tensors over a second start', async () => {
    const kept = relu(tensor1d([-1, 2]));
    await started.stop();
    started = await start();
    expect([...(await add(kept, 1).data())]).toEqual([1, 3]);
  });

  it('starts after its kernels were imported, too', async () => {
    const code = `
      await import('@tandem-det/kernels/webgpu');
      const { startBackend } = await import('@tandem-det/kernels/backends');
      const { name, stop } = await startBackend({ name: 'webgpu', report: () => {} });
      await stop();
      console.log(name);`;
    expect(await inProcess(code)).toBe('webgpu\n');
  });

  it('lets a process end with a read in flight, and by itself', async () => {
    const module = (end: string) => `
      import { startBackend } from '@tandem-det/kernels/backends';
      import { relu } from '@tandem-det/kernels';
      import { randomNormal } from '@tensorflow/tfjs-core';
      await startBackend({ name: 'webgpu', report: () => {} });
      const read = relu(randomNormal([400, 400])).data();
      console.log('reading');
      ${end}`;
    expect(await inProcess(module('process.exit(0);'))).toBe('reading\n');
    expect(await inProcess(module('console.log((await read).length);'))).toBe('reading\n160000\n');
  });
});

describe('startBackend without a GPU', () => {
  it('is not taken by auto where only the CPU could compute', async () => {
    const started = await startBackend({ report });
    expect(['tensorflow', 'webgpu', 'wasm']).toContain(started.name);
    if (started.name === 'webgpu') expect(started.description).not.toContain('software');
    await started.stop();
  });
});
