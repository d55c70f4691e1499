import type { NativeKernel } from '../../tensorflow/native.ts';

type Shape4 = readonly [number, number, number, number];

export const upsampleNearestNative: NativeKernel<{ height: number; width: number }> = {
  name: 'TandemUpsampleNearest',
  run: (native, { x }, { height, width }) => {
    const [, inputHeight, inputWidth] = x!.shape as unknown as Shape4;
    if (isNearest(inputHeight, height) && isNearest(inputWidth, width)) {
      return native.op('ResizeNearestNeighbor', [x!, native.integers([height, width])]);
    }
    const take = (values: typeof x, indices: readonly number[], axis: number) =>
      native.op('GatherV2', [values!, native.integers(indices), native.reshape(native.integers([axis]), [])]);
    return take(take(x, sources(inputHeight, height), 1), sources(inputWidth, width), 2);
  },
};

export const upsampleNearestGradientNative: NativeKernel<{ inputShape: Shape4 }> = {
  name: 'TandemUpsampleNearestGradient',
  run: (native, { dy }, { inputShape }) => {
    const [, height, width] = dy!.shape as unknown as Shape4;
    const [, inputHeight, inputWidth, channels] = inputShape;
    if (isNearest(inputHeight, height) && isNearest(inputWidth, width)) {
      return native.op('ResizeNearestNeighborGrad', [dy!, native.integers([inputHeight, inputWidth])]);
    }
    const cells = native.integers(cellsRead(inputShape, height, width));
    const count = native.reshape(native.integers([inputShape[0] * inputHeight * inputWidth]), []);
    const sums = native.op('UnsortedSegmentSum', [native.reshape(dy!, [-1, channels]), cells, count]);
    return native.reshape(sums, inputShape);
  },
};

/** For each output index the input index floor(i · inputSize / size). */
function sources(inputSize: number, size: number): number[] {
  return Array.from({ length: size }, (_, index) => Math.floor((index * inputSize) / size));
}

/** Whether TensorFlow's ResizeNearestNeighbor reads these cells too: it multiplies float32 by a rounded ratio. */
function isNearest(inputSize: number, size: number): boolean {
  const ratio = Math.fround(inputSize / size);
  return sources(inputSize, size).every(
    (source, index) => Math.min(Math.floor(Math.fround(index * ratio)), inputSize - 1) === source,
  );
}

/** For each output cell, over the batch, the number of the input cell that it reads. */
function cellsRead([batch, inputHeight, inputWidth]: Shape4, height: number, width: number): number[] {
  const rows = sources(inputHeight, height);
  const columns = sources(inputWidth, width);
  return Array.from({ length: batch }, (_, image) =>
    rows.flatMap((row) => columns.map((column) => (image * inputHeight + row) * inputWidth + column)),
  ).flat();
}
