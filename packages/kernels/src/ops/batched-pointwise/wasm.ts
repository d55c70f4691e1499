import type { Heap } from '../../wasm/heap.ts';
import type { WasmKernel } from '../../wasm/kernel.ts';
import { type ConvolutionGeometry, convolutionGeometry } from '../conv2d/geometry.ts';
import { convolve, convolveFilterGradient } from '../conv2d/wasm.ts';

type Shape4 = [number, number, number, number];
type Input = Parameters<Heap['address']>[0];

export const batchedPointwiseWasm: WasmKernel = {
  name: 'TandemBatchedPointwise',
  run: ({ inputs, heap }) => {
    const [x, filters] = [inputs['x'] as Input, inputs['filters'] as Input];
    const [batch, height, width, channels] = x.shape as Shape4;
    const outputs = filters.shape[2]!;
    const y = heap.output([batch, height, width, outputs]);
    const g = imageGeometry(x.shape as Shape4, outputs);
    for (let image = 0; image < batch; image++) {
      convolve(heap, g, {
        x: heap.address(x) + 4 * image * height * width * channels,
        filter: heap.address(filters) + 4 * image * channels * outputs,
        y: heap.address(y) + 4 * image * height * width * outputs,
      });
    }
    return y;
  },
};

export const batchedPointwiseFilterGradientWasm: WasmKernel = {
  name: 'TandemBatchedPointwiseFilterGradient',
  run: ({ inputs, heap }) => {
    const [x, dy] = [inputs['x'] as Input, inputs['dy'] as Input];
    const [batch, height, width, channels] = x.shape as Shape4;
    const outputs = dy.shape[3]!;
    const dfilters = heap.output([batch, channels, outputs]);
    const g = imageGeometry(x.shape as Shape4, outputs);
    for (let image = 0; image < batch; image++) {
      convolveFilterGradient(heap, g, {
        x: heap.address(x) + 4 * image * height * width * channels,
        dy: heap.address(dy) + 4 * image * height * width * outputs,
        dfilter: heap.address(dfilters) + 4 * image * channels * outputs,
      });
    }
    return dfilters;
  },
};

/** The 1 × 1 convolution of one image. */
function imageGeometry([, height, width, channels]: Shape4, outputs: number): ConvolutionGeometry {
  return convolutionGeometry('batchedPointwise', [1, height, width, channels], [1, 1, channels, outputs], {
    stride: [1, 1],
    padding: [0, 0],
    dilation: [1, 1],
    groups: 1,
  });
}
