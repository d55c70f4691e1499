import { chunksOf, partialSums } from '../../wasm/chunks.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import { joinMoments, joinSums } from '../../wasm/moments.ts';

interface Attributes {
  readonly groups: number;
  readonly epsilon: number;
}

export const groupNormWasm: WasmKernel<Attributes> = {
  name: 'TandemGroupNorm',
  run: ({ inputs, attributes: { groups, epsilon }, heap }) => {
    const x = inputs['x']!;
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const outputs = [
      heap.output(x.shape),
      heap.output([batch, groups]),
      heap.output([batch, groups]),
    ] as const;
    const cut = chunksOf(batch, height * width, channels);
    const table = heap.temporary(12 * batch * channels);
    const { mean, variance } = joinMoments(
      partialSums(heap, 'channelMoments', cut, [heap.address(x)]),
      cut,
      groups,
    );
    const rstd = variance.map((value) => 1 / Math.sqrt(value + epsilon));
    heap.floats(heap.address(outputs[1]), batch * groups).set(mean);
    heap.floats(heap.address(outputs[2]), batch * groups).set(rstd);
    const scale = heap.floats(heap.address(inputs['scale']!), channels);
    const offset = heap.floats(heap.address(inputs['offset']!), channels);
    const values = heap.floats(table, 3 * batch * channels);
    for (let at = 0; at < batch * channels; at++) {
      const c = at % channels;
      const group = Math.floor((at * groups) / channels);
      const target = 3 * (at - c) + c;
      values[target] = mean[group]!;
      values[target + channels] = scale[c]! * rstd[group]!;
      values[target + 2 * channels] = offset[c]!;
    }
    heap.run('channelNormalize', {
      parameters: [...cut.parameters, heap.address(x), heap.address(outputs[0]), table, 12 * channels],
      items: cut.items,
      work: 3 * cut.size,
    });
    return [...outputs];
  },
};

/**
 * Per image and group of n values, with x̂ the normalised x and h = dy·scale:
 * `dx = rstd·(h - (Σ h + x̂ Σ h·x̂) / n)`.
 */
export const groupNormGradientWasm: WasmKernel<Attributes> = {
  name: 'TandemGroupNormGradient',
  run: ({ inputs, attributes: { groups }, heap }) => {
    const x = inputs['x']!;
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const outputs = [heap.output(x.shape), heap.output([channels]), heap.output([channels])] as const;
    const cut = chunksOf(batch, height * width, channels);
    const perGroup = channels / groups;
    const count = height * width * perGroup;
    const table = heap.temporary(12 * batch * channels);
    const centers = heap.temporary(4 * batch * channels);
    const x4 = heap.address(x);
    const dy = heap.address(inputs['dy']!);
    const means = heap.floats(heap.address(inputs['mean']!), batch * groups);
    const centerValues = heap.floats(centers, batch * channels);
    for (let at = 0; at < batch * channels; at++) centerValues[at] = means[Math.floor(at / perGroup)]!;
    const sums = joinSums(partialSums(heap, 'channelProducts', cut, [x4, dy, centers, 4 * channels]), cut, 2);
    const mean = heap.floats(heap.address(inputs['mean']!), batch * groups);
    const rstd = heap.floats(heap.address(inputs['rstd']!), batch * groups);
    const scale = heap.floats(heap.address(inputs['scale']!), channels);
    const dscale = new Float64Array(channels);
    const doffset = new Float64Array(channels);
    const values = heap.floats(table, 3 * batch * channels);
    for (let group = 0; group < batch * groups; group++) {
      const image = Math.floor(group / groups);
      const first = (group % groups) * perGroup;
      const row = 2 * image * channels;
      const factor = rstd[group]!;
      let sum = 0;
      let product = 0;
      for (let c = first; c < first + perGroup; c++) {
        const dot = sums[row + channels + c]! * factor;
        dscale[c]! += dot;
        doffset[c]! += sums[row + c]!;
        sum += sums[row + c]! * scale[c]!;
        product += dot * scale[c]!;
      }
      const fromX = (-product / count) * factor * factor;
      const add = (-sum / count) * factor - fromX * mean[group]!;
      const target = 3 * image * channels;
      for (let c = first; c < first + perGroup; c++) {
        values[target + c] = scale[c]! * factor;
        values[target + channels + c] = fromX;
        values[target + 2 * channels + c] = add;
      }
    }
    heap.floats(heap.address(outputs[1]), channels).set(dscale);
    heap.floats(heap.address(outputs[2]), channels).set(doffset);
    heap.run('channelCombination', {
      parameters: [...cut.parameters, x4, dy, heap.address(outputs[0]), table, 12 * channels],
      items: cut.items,
      work: 4 * cut.size,
    });
    return [...outputs];
  },
};
