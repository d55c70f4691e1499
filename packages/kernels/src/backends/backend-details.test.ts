import { availableParallelism } from 'node:os';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { testBackends } from '../testing/index.ts';
import { backendDetails, startBackend } from './index.ts';

const report = () => {};
const version = expect.stringMatching(/^\d+\.\d+\.\d+/);

describe('backendDetails', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is of the backend in use, as started last', async () => {
    const cpu = await startBackend({ name: 'cpu', report });
    const ofCpu = {
      description: cpu.description,
      device: 'JavaScript',
      versions: { 'tfjs-backend-cpu': version },
      threads: 1,
    };
    expect(backendDetails()).toEqual(ofCpu);
    for (const threads of [2, 1]) {
      const wasm = await startBackend({ name: 'wasm', threads, report });
      expect(backendDetails()).toEqual({
        description: wasm.description,
        device: 'CPU',
        versions: { 'tfjs-backend-wasm': version },
        threads,
        features: ['SIMD', expect.stringMatching(/^(no )?fused multiply-add$/)],
      });
      await wasm.stop();
    }
    await setBackend('cpu');
    expect(getBackend()).toBe('cpu');
    expect(backendDetails()).toEqual(ofCpu);
  });

  it.runIf(testBackends().includes('tensorflow'))(
    'has the threads that TensorFlow was loaded with, whatever is asked for later',
    async () => {
      vi.stubEnv('TF_NUM_INTEROP_THREADS', '0');
      const lines: string[] = [];
      const begun = await startBackend({ name: 'tensorflow', threads: 3, report });
      await startBackend({ name: 'tensorflow', threads: 1, report: (line) => lines.push(line) });
      expect(lines[0]).toBe('tensorflow runs already and keeps its 3 threads');
      expect(begun.description).toContain(', 3 threads, tfjs-node');
      expect(backendDetails()).toEqual({
        description: begun.description,
        device: expect.stringMatching(/^[CG]PU$/),
        versions: {
          tensorflow: version,
          [begun.description.includes('-gpu') ? 'tfjs-node-gpu' : 'tfjs-node']: version,
        },
        threads: 3,
        parallelOperations: availableParallelism(),
        features: /, native kernels for \w+\)$/.test(begun.description)
          ? [expect.stringMatching(/^native kernels \(\w+\)$/)]
          : [],
      });
    },
  );

  it.runIf(testBackends().includes('webgpu'))('names adapter and packages of WebGPU', async () => {
    const { description, stop } = await startBackend({ name: 'webgpu', report });
    expect(backendDetails()).toMatchObject({
      description,
      device: expect.stringMatching(/\w/),
      versions: { webgpu: version },
    });
    expect(backendDetails()?.threads).toBeUndefined();
    await stop();
  });
});
