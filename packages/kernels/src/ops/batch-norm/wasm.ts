import { chunksOf, partialSums } from '../../wasm/chunks.ts';
import { sizeOf } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import { joinMoments, joinSums } from '../../wasm/moments.ts';

interface Attributes {
  readonly epsilon: number;
}

export const batchNormTrainWasm: WasmKernel<Attributes> = {
  name: 'TandemBatchNormTrain',
  run: ({ inputs, attributes: { epsilon }, heap }) => {
    const x = inputs['x']!;
    const channels = x.shape.at(-1)!;
    const outputs = [heap.output(x.shape), heap.output([channels]), heap.output([channels])] as const;
    const cut = chunksOf(1, sizeOf(x) / channels, channels);
    const table = heap.temporary(12 * channels);
    const { mean, variance } = joinMoments(
      partialSums(heap, 'channelMoments', cut, [heap.address(x)]),
      cut,
      channels,
    );
    heap.floats(heap.address(outputs[1]), channels).set(mean);
    heap.floats(heap.address(outputs[2]), channels).set(variance);
    const scale = heap.floats(heap.address(inputs['scale']!), channels);
    const offset = heap.floats(heap.address(inputs['offset']!), channels);
    const values = heap.floats(table, 3 * channels);
    for (let c = 0; c < channels; c++) {
      values[c] = mean[c]!;
      values[channels + c] = scale[c]! / Math.sqrt(variance[c]! + epsilon);
      values[2 * channels + c] = offset[c]!;
    }
    heap.run('channelNormalize', {
      parameters: [...cut.parameters, heap.address(x), heap.address(outputs[0]), table, 0],
      items: cut.items,
      work: 3 * cut.size,
    });
    return [...outputs];
  },
};

/** With n values per channel and x̂ the normalised x: `dx = scale·rstd·(dy - (Σ dy + x̂ Σ dy·x̂) / n)`. */
export const batchNormTrainGradientWasm: WasmKernel<Attributes> = {
  name: 'TandemBatchNormTrainGradient',
  run: ({ inputs, attributes: { epsilon }, heap }) => {
    const x = inputs['x']!;
    const channels = x.shape.at(-1)!;
    const outputs = [heap.output(x.shape), heap.output([channels]), heap.output([channels])] as const;
    const cut = chunksOf(1, sizeOf(x) / channels, channels);
    const count = cut.pixels;
    const table = heap.temporary(12 * channels);
    const [xValues, dy, means] = ['x', 'dy', 'mean'].map((name) => heap.address(inputs[name]!)) as [
      number,
      number,
      number,
    ];
    const sums = joinSums(partialSums(heap, 'channelProducts', cut, [xValues, dy, means, 0]), cut, 2);
    const mean = heap.floats(means, channels);
    const variance = heap.floats(heap.address(inputs['variance']!), channels);
    const scale = heap.floats(heap.address(inputs['scale']!), channels);
    const dscale = heap.floats(heap.address(outputs[1]), channels);
    const doffset = heap.floats(heap.address(outputs[2]), channels);
    const values = heap.floats(table, 3 * channels);
    for (let c = 0; c < channels; c++) {
      const rstd = 1 / Math.sqrt(variance[c]! + epsilon);
      const dot = sums[channels + c]! * rstd;
      const fromDy = scale[c]! * rstd;
      const fromX = (-fromDy * dot * rstd) / count;
      dscale[c] = dot;
      doffset[c] = sums[c]!;
      values[c] = fromDy;
      values[channels + c] = fromX;
      values[2 * channels + c] = (-fromDy * sums[c]!) / count - fromX * mean[c]!;
    }
    heap.run('channelCombination', {
      parameters: [...cut.parameters, xValues, dy, heap.address(outputs[0]), table, 0],
      items: cut.items,
      work: 4 * cut.size,
    });
    return [...outputs];
  },
};
