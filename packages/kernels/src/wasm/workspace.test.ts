import { expect, it } from 'vitest';
import { describeOnce } from '../testing/index.ts';
import { workspace } from './workspace.ts';

describeOnce('workspace', () => {
  it('has one memory, which grows as far as it is asked to, and in which the kernels compute', () => {
    const { buffer } = workspace(1);
    expect(buffer.byteLength).toBeGreaterThanOrEqual(1);
    const more = workspace(buffer.byteLength + 1);
    expect(more.buffer.byteLength).toBeGreaterThan(buffer.byteLength);
    expect(workspace(1)).toEqual(more);
    const size = 1025;
    new Int32Array(more.buffer, 0, 3).set([64, 8192, size]);
    new Float32Array(more.buffer, 64, size).forEach((_, i, x) => {
      x[i] = i - 2;
    });
    more.kernels.relu(0, 0, 2, 0);
    const y = new Float32Array(more.buffer, 8192, size);
    expect([...y.subarray(0, 4), y[size - 1]]).toEqual([0, 0, 0, 1, size - 3]);
  });
});
