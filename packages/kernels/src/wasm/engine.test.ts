import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backends/index.ts';
import { conv2d, groupNorm } from '../index.ts';
import { convolutionGeometry } from '../ops/conv2d/geometry.ts';
import { convolve } from '../ops/conv2d/wasm.ts';
import { runKernel } from '../run-kernel.ts';
import { expectClose, uniformTensor } from '../testing/index.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOf, type TfjsWasmBackend, withHeap } from './heap.ts';

const backend = () => tf.backend() as unknown as TfjsWasmBackend;
const wasm = () => backend().wasm;

/** Runs every large kernel: forward and both gradients of convolutions and group normalisation. */
function compute(): Buffer {
  return tf.tidy(() => {
    const x = uniformTensor([2, 20, 22, 24], { low: -1, seed: 1 }) as tf.Tensor4D;
    const filter = uniformTensor([3, 3, 24, 20], { low: -1, seed: 2 }) as tf.Tensor4D;
    const scale = uniformTensor([20], { low: 0.5, seed: 3 }) as tf.Tensor1D;
    const offset = uniformTensor([20], { seed: 4 }) as tf.Tensor1D;
    const f = (...inputs: tf.Tensor[]) => {
      const [image, weights, a, b] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
      const y = groupNorm(conv2d(image, weights, { padding: 1 }), a, b, { groups: 5 });
      return tf.sum(tf.mul(y, conv2d(image, weights, { padding: 1, stride: 1 }))) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(f)([x, filter, scale, offset]);
    return Buffer.concat([value, ...grads].map((tensor) => Buffer.from(tensor.dataSync().buffer)));
  });
}

describe('the engine', () => {
  let stop: () => Promise<void>;
  let engine: Engine;
  beforeAll(async () => {
    ({ stop } = await startBackend({ name: 'wasm', threads: 2, report: () => {} }));
    engine = engineOf(wasm());
  });
  afterAll(() => stop());

  it('gives the same bits every time, with one, two and three threads', async () => {
    const first = compute();
    expect(engine.threads).toBe(2);
    for (let run = 0; run < 20; run++) expect(compute().equals(first)).toBe(true);
    await engine.addThreads(2);
    expect(engine.threads).toBe(3);
    for (let run = 0; run < 5; run++) expect(compute().equals(first)).toBe(true);
    await engine.removeThreads();
    expect(engine.threads).toBe(1);
    expect(compute().equals(first)).toBe(true);
    await engine.addThreads(1);
  });

  it('finds its tensors where a kernel makes the memory grow', () => {
    const { buffer } = wasm().wasmMemory!;
    const filter = tf.fill([3, 3, 16, 16], 1 / 16) as tf.Tensor4D;
    const kept: tf.Tensor[] = [];
    const isGrown = () => wasm().wasmMemory!.buffer.byteLength > buffer.byteLength;
    for (let size = 64; !isGrown(); size += 16) {
      const x = tf.fill([4, size, size, 16], 2) as tf.Tensor4D;
      const y = conv2d(x, filter);
      kept.push(x, y);
      // 9 taps · 16 channels · 2 / 16 = 18 everywhere
      expect([tf.min(y).dataSync()[0], tf.max(y).dataSync()[0]]).toEqual([18, 18]);
    }
    tf.dispose([...kept, filter]);
  });

  it('computes the same without fused multiply-add, up to rounding', () => {
    const x = uniformTensor([1, 6, 7, 5], { low: -1 }) as tf.Tensor4D;
    const filter = uniformTensor([3, 3, 5, 9], { low: -1, seed: 2 }) as tf.Tensor4D;
    const attributes = { stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1 } as const;
    const g = convolutionGeometry('test', x.shape, filter.shape, attributes);
    const y = withHeap(backend(), createEngine(wasm(), false), (heap) => {
      const output = heap.output([1, 6, 7, 9]);
      const at = { x: heap.address(x), filter: heap.address(filter), y: heap.address(output) };
      convolve(heap, g, at);
      return heap.floats(at.y, 6 * 7 * 9).slice();
    });
    expectClose(y, conv2d(x, filter, { padding: 1 }).dataSync(), { abs: 1e-5, rel: 0 });
    tf.dispose([x, filter]);
  });

  it('reports a trap on any thread, and goes on', () => {
    const task = { parameters: [0xfffff000, 0xfffff000, 1 << 22], items: 4096, work: 1e9 };
    expect(() => engine.run('relu', task)).toThrow(
      'wasm backend: expected relu to run on every thread, got a trap.',
    );
    expect(compute()).toEqual(compute());
  });

  it('refuses integers, whose bits it would take for floats', () => {
    const x = tf.tensor1d([1, 2], 'int32');
    expect(() => runKernel('TandemRelu', { x })).toThrow(
      "TandemRelu: expected x of float32, got int32. Convert it: tf.cast(tensor, 'float32').",
    );
    x.dispose();
  });

  it('says so where there is no more memory', () => {
    expect(() => engine.allocate(4 * 2 ** 30)).toThrow(
      'wasm backend: expected 4294967296 bytes of memory, got none: it holds at most 4 GiB. ' +
        'Use a smaller batch or smaller images.',
    );
  });
});
