import type { WasmKernel } from '../../wasm/kernel.ts';

type Shape4 = [number, number, number, number];

/** Bytes that the kernels keep of a cell's samples. */
const SCRATCH = 112;
/** Simple operations of a cell. */
const WORK = 100;

export const boundarySamplingWasm: WasmKernel = {
  name: 'TandemBoundarySampling',
  run: ({ inputs, heap }) => {
    const [boxes, offsets] = [inputs['boxes']!, inputs['offsets']!];
    const [batch, height, width] = boxes.shape as Shape4;
    const y = heap.output(boxes.shape);
    heap.run('boundarySampling', {
      parameters: [height, width, ...[offsets, boxes, y].map((tensor) => heap.address(tensor))],
      items: batch * height,
      work: WORK * batch * height * width,
      scratch: SCRATCH,
    });
    return y;
  },
};

export const boundarySamplingGradientWasm: WasmKernel = {
  name: 'TandemBoundarySamplingGradient',
  run: ({ inputs, heap }) => {
    const [boxes, offsets] = [inputs['boxes']!, inputs['offsets']!];
    const [batch, height, width] = boxes.shape as Shape4;
    const [dboxes, doffsets] = [heap.output(boxes.shape), heap.output(offsets.shape)];
    const dy = heap.address(inputs['dy']!);
    const map = [height, width, heap.address(offsets)];
    const sizes = { work: WORK * batch * height * width, scratch: SCRATCH };
    heap.run('boundarySamplingOffsetGradient', {
      parameters: [...map, heap.address(boxes), dy, heap.address(doffsets)],
      items: batch * height,
      ...sizes,
    });
    heap.run('boundarySamplingBoxGradient', {
      parameters: [...map, heap.address(dboxes), dy],
      items: batch,
      ...sizes,
    });
    return [dboxes, doffsets];
  },
};
