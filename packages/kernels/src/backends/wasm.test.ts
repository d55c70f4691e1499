import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { add, backend, getBackend, matMul, ones, tensor1d } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { relu } from '../index.ts';
import { engineOf, type TfjsWasmBackend } from '../wasm/heap.ts';
import { startBackend } from './index.ts';

const report = () => {};
const start = (threads: number) => startBackend({ name: 'wasm', threads, report });
const engine = () => engineOf((backend() as unknown as TfjsWasmBackend).wasm);

describe('startWasm in Node', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("leaves the process's listeners for uncaught errors as they were", async () => {
    const count = () =>
      process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
    const before = count();
    await (await start(3)).stop();
    expect(count()).toBe(before);
  });

  it('computes on as many threads as asked for, our kernels and those of tfjs', async () => {
    const started = await start(2);
    expect(started.description).toMatch(
      /^wasm \(tfjs-backend-wasm 4\.\d+\.\d+, 2 threads, (no )?fused multiply-add\)$/,
    );
    expect([engine().threads, getThreadsCount()]).toEqual([2, 2]);
    // 300 ones times 300 ones
    expect(
      matMul(ones([300, 300]), ones([300, 300]))
        .dataSync()
        .every((value) => value === 300),
    ).toBe(true);
    await started.stop();
  });

  it('does not keep the process alive', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'MessagePort');
    await start(2);
    matMul(ones([300, 300]), ones([300, 300])).dataSync();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(process.getActiveResourcesInfo().filter((name) => name === 'MessagePort')).toEqual(before);
  });

  it('goes on with one thread once stopped, and keeps its tensors over a second start', async () => {
    const started = await start(2);
    const kept = tensor1d([-1, 2]);
    await started.stop();
    expect(engine().threads).toBe(1);
    expect([...relu(kept).dataSync()]).toEqual([0, 2]);
    const again = await start(2);
    expect(engine().threads).toBe(2);
    expect([...add(relu(kept), 1).dataSync()]).toEqual([1, 3]);
    await again.stop();
  });

  it('takes one thread where it is told to, also after several', async () => {
    await (await start(2)).stop();
    const started = await start(1);
    expect(started.description).toContain(', 1 thread, ');
    expect([engine().threads, getBackend()]).toEqual([1, 'wasm']);
    expect([...relu(tensor1d([-1, 2])).dataSync()]).toEqual([0, 2]);
    await started.stop();
  });

  it('takes one where more do not start, and says why', async () => {
    await start(1);
    vi.stubEnv('TMPDIR', '/nowhere');
    const started = await start(2);
    expect(started.description).toContain('1 thread, as 2 did not start: ENOENT');
    expect([engine().threads, getBackend()]).toEqual([1, 'wasm']);
    await started.stop();
  });
});
