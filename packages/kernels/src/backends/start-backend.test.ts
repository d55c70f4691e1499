import { add, getBackend, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { backends, startBackend } from './start-backend.ts';

describe('startBackend', () => {
  it.each(['cpu', 'wasm'] as const)('starts %s, says so, and makes it the current one', async (name) => {
    const lines: string[] = [];
    const started = await startBackend({ name, report: (line) => lines.push(line) });
    expect(started).toMatchObject({ name, skipped: [] });
    expect(getBackend()).toBe(name);
    expect(lines.at(-1)).toBe(`Backend: ${started.description}`);
    // 1 + 2 = 3, 4 + 2 = 6
    expect([...add(tensor1d([1, 4]), 2).dataSync()]).toEqual([3, 6]);
    await started.stop();
  });

  it('takes the best that starts, and says why not a better one', async () => {
    const lines: string[] = [];
    const started = await startBackend({ report: (line) => lines.push(line) });
    const better = backends().slice(0, backends().indexOf(started.name));
    expect(started.skipped.map(({ name }) => name)).toEqual(better);
    for (const { name, reason } of started.skipped) {
      expect(reason).not.toBe('');
      expect(lines).toContainEqual(expect.stringContaining(`Backend ${name} is not used: ${reason}.`));
    }
    await started.stop();
  });

  it('refuses a name in the place of options', async () => {
    await expect(startBackend('wasm' as never)).rejects.toThrow(
      'startBackend: expected options, such as { name: \'wasm\' }, got "wasm".',
    );
  });

  it('refuses a backend that it does not have', async () => {
    await expect(startBackend({ name: 'webgl' as never })).rejects.toThrow(
      'startBackend: expected a name out of auto, tensorflow, webgpu, wasm, cpu, got "webgl".',
    );
  });

  it('refuses a choice of standard kernels that it does not have', async () => {
    await expect(startBackend({ name: 'cpu', standardKernels: 'none' as never })).rejects.toThrow(
      'startBackend: expected standardKernels out of fixed, stock, got "none".',
    );
  });

  it('refuses a number of threads that makes no sense', async () => {
    await expect(startBackend({ name: 'cpu', threads: 0 })).rejects.toThrow(
      'startBackend: expected threads as a whole number ≥ 1, got 0.',
    );
  });
});
