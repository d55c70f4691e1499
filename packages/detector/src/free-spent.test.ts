import { START } from '@tandem-det/core';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import {
  add,
  customGrad,
  dispose,
  engine,
  memory,
  mul,
  profile,
  type Scalar,
  scalar,
  square,
  sum,
  type Tensor,
  tensor1d,
  tidy,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { freeSpent } from './free-spent.ts';
import { tinyAtss, tinyBatch, tinyTood } from './tiny-detector.fixture.ts';

type Compute = () => Scalar;

/** Values of the gradients, and the bytes that were alive at most on the way. */
async function measured(compute: Compute, variables: Variable[], isFreeing: boolean) {
  let result: ReturnType<typeof variableGrads> | undefined;
  const { peakBytes } = await profile(() => {
    result = variableGrads(() => {
      const value = compute();
      if (isFreeing) freeSpent(variables);
      return value;
    }, variables);
    return result.value;
  });
  const { value, grads } = result!;
  const values = await Promise.all(variables.map(async ({ name }) => [...(await grads[name]!.data())]));
  dispose([value, ...Object.values(grads)]);
  return { values, peakBytes };
}

describeBackends('freeSpent', (backend) => {
  it.each([
    ['TOOD', tinyTood],
    ['ATSS', tinyAtss],
  ])('changes no bit of the gradients, in much less memory: %s', async (_name, make) => {
    const detector = make();
    const { images, truth } = tinyBatch();
    const variables = detector.parameters.trainable.map((parameter) => parameter.variable);
    const loss = () =>
      tidy(() =>
        Object.values(detector.losses(images, truth, START)).reduce<Tensor>(
          (total, term) => add(total, term),
          scalar(0),
        ),
      ) as Scalar;
    const kept = await measured(loss, variables, false);
    const before = memory().numTensors;
    const freed = await measured(loss, variables, true);
    expect(memory().numTensors).toBe(before);
    expect(freed.values).toEqual(kept.values);
    expect(freed.peakBytes, `${freed.peakBytes} of ${kept.peakBytes}`).toBeLessThan(0.8 * kept.peakBytes);
    dispose([images, ...(Object.values(truth) as Tensor[])]);
    detector.dispose();
  });

  it('keeps a slope that a gradient function gives to two inputs, and a saved tensor that it returns', async () => {
    const [x, y] = [variable(tensor1d([1, 2])), variable(tensor1d([3, 4]))];
    // a + b, whose gradient function hands the slope on as it is
    const plus = customGrad((a, b) => {
      const gradFunc = (slope: Tensor) => [slope, slope];
      return { value: add(a as Tensor, b as Tensor), gradFunc: gradFunc as never };
    });
    // Σ a², whose gradient function returns what it saved
    const squares = customGrad((a, save) => {
      (save as (tensors: Tensor[]) => void)([mul(a as Tensor, 2)]);
      return {
        value: sum(square(a as Tensor)),
        gradFunc: ((_: Tensor, [twice]: Tensor[]) => twice) as never,
      };
    });
    // Σ (x² + y)² + Σ x
    const { values } = await measured(
      () => add(squares(plus(square(x), mul(y, 1))), sum(x)) as Scalar,
      [x, y],
      true,
    );
    // 2 (x² + y) · 2x + 1 and 2 (x² + y): x² + y = 4, 8
    expectClose(values[0]!, [17, 65], {});
    expectClose(values[1]!, [8, 16], {});
    dispose([x, y]);
    expect(engine().backendName).toBe(backend);
  });
});
