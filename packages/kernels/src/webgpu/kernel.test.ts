import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backends/index.ts';
import { relu } from '../ops/relu/relu.ts';
import { testBackends } from '../testing/index.ts';

describe.runIf(testBackends().includes('webgpu'))('each', () => {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ stop } = await startBackend({ name: 'webgpu', report: () => {} }));
  });
  afterAll(() => stop());

  // an invocation computes 1, 2 and 8 elements, the last workgroup not all of its own; then four floats at once
  for (const count of [32_769, 65_537, 262_147, 262_148]) {
    it(`computes every one of ${count} elements`, async () => {
      const values = Float32Array.from({ length: count }, (_, i) => i - 1000);
      const y = relu(tf.tensor1d(values));
      expect(await y.data()).toEqual(values.map((value) => Math.max(value, 0)));
      y.dispose();
    });
  }
});
