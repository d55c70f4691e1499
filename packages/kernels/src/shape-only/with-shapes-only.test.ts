import {
  add,
  concat,
  expandDims,
  fill,
  getBackend,
  mean,
  memory,
  mul,
  ones,
  range,
  reshape,
  sigmoid,
  slice,
  split,
  sum,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { conv2d, groupNorm, maxPool2d } from '../index.ts';
import { describeBackends, expectClose } from '../testing/index.ts';
import { withShapesOnly } from './with-shapes-only.ts';

it('leaves no backend in use where there was none, as often as it runs', async () => {
  const shape = () => tidy(() => ({ shape: ones([2, 3]).shape }) as never);
  // tfjs has undefined before the first backend, and null where the one in use was removed.
  expect(getBackend() ?? null).toBe(null);
  for (let run = 0; run < 2; run++) {
    expect(await withShapesOnly(shape)).toEqual({ shape: [2, 3] });
    expect(getBackend()).toBe(null);
  }
});

describeBackends('withShapesOnly', (backend) => {
  it('gives the shapes that the backend gives', async () => {
    const compute = () =>
      tidy(() => {
        const x = ones([2, 9, 7, 4]) as Tensor4D;
        const y = conv2d(x, ones([3, 3, 4, 6]), { stride: 2, padding: 1 });
        const pooled = mean(y, [1, 2], true);
        const shapes = [
          y,
          maxPool2d(y, { size: 3, stride: 2, padding: 1 }),
          groupNorm(y, ones([6]), ones([6]), { groups: 3 }),
          pooled,
          mul(sigmoid(y), pooled),
          add(tensor1d([1, 2, 3, 4, 5, 6]), y),
          sum(y),
          mean(y, -1),
          concat([y, y, y], -1),
          reshape(y, [2, -1, 6]),
          expandDims(y, -1),
          slice(y, [0, 1, 0, 2], [-1, 2, -1, 3]),
          ...split(y, 3, 3),
          ...split(y, [1, 4], 1),
          transpose(y, [0, 3, 1, 2]),
          fill([3, 4], 2),
          range(0, 17, 1),
          range(5, -2, -3),
        ] as Tensor[];
        return { shapes: shapes.map(({ shape }) => shape) } as never as { shapes: number[][] };
      });
    const before = memory().numTensors;
    const { shapes } = await withShapesOnly(compute);
    expect(getBackend()).toBe(backend);
    expect(memory().numTensors).toBe(before);
    expect(shapes).toEqual(compute().shapes);
  });

  it('takes parameters of another backend without touching them', async () => {
    const filter = ones([1, 1, 2, 3]) as Tensor4D;
    const shape = await withShapesOnly(() =>
      tidy(() => ({ shape: conv2d(ones([1, 1000, 1000, 2]) as Tensor4D, filter).shape }) as never),
    );
    expect(shape).toEqual({ shape: [1, 1000, 1000, 3] });
    await expectClose(filter as Tensor, [1, 1, 1, 1, 1, 1], {});
    filter.dispose();
  });

  it('refuses to read a value, and goes back to the backend all the same', async () => {
    const read = () => tidy(() => ones([2]).dataSync() as never);
    await expect(withShapesOnly(read)).rejects.toThrow(
      'withShapesOnly: expected a computation that reads no values, got one that reads a tensor. Only shapes are known here.',
    );
    expect(getBackend()).toBe(backend);
  });
});
