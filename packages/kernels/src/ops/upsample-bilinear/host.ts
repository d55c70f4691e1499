import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';
import { placesOf } from './places.ts';

type Shape4 = readonly [number, number, number, number];

/** Calls `visit` for each value of the output with its four cells of the input and their parts. */
function forEachValue(
  input: Shape4,
  output: Shape4,
  alignCorners: boolean,
  visit: (target: number, cells: readonly number[], parts: readonly number[]) => void,
): void {
  const [batch, inputHeight, inputWidth, channels] = input;
  const [, height, width] = output;
  const rows = placesOf(inputHeight, height, alignCorners);
  const columns = placesOf(inputWidth, width, alignCorners);
  const cells = [0, 0, 0, 0];
  const parts = [0, 0, 0, 0];
  let target = 0;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < height; i++) {
      const above = (b * inputHeight + rows.lower[i]!) * inputWidth;
      const below = (b * inputHeight + rows.upper[i]!) * inputWidth;
      const down = rows.part[i]!;
      for (let j = 0; j < width; j++) {
        const [left, right, across] = [columns.lower[j]!, columns.upper[j]!, columns.part[j]!];
        cells[0] = (above + left) * channels;
        cells[1] = (above + right) * channels;
        cells[2] = (below + left) * channels;
        cells[3] = (below + right) * channels;
        parts[0] = (1 - down) * (1 - across);
        parts[1] = (1 - down) * across;
        parts[2] = down * (1 - across);
        parts[3] = down * across;
        for (let c = 0; c < channels; c++) {
          visit(target++, cells, parts);
          for (let corner = 0; corner < 4; corner++) cells[corner]!++;
        }
      }
    }
  }
}

export const upsampleBilinearKernel: HostKernel<{ height: number; width: number; alignCorners: boolean }> = {
  name: 'TandemUpsampleBilinear',
  outputs: (inputs, { height, width }) => {
    const shape = shapeOf(inputs, 'x');
    return [float([shape[0]!, height, width, shape[3]!])];
  },
  run: (inputs, outputs, { alignCorners }) => {
    const x = floatsOf(inputs, 'x');
    const [y] = floatOutputs(outputs) as [Float32Array];
    const shapes = [inputs['x']!.shape, outputs[0]!.shape] as unknown as [Shape4, Shape4];
    forEachValue(...shapes, alignCorners, (target, cells, parts) => {
      y[target] =
        parts[0]! * x[cells[0]!]! +
        parts[1]! * x[cells[1]!]! +
        parts[2]! * x[cells[2]!]! +
        parts[3]! * x[cells[3]!]!;
    });
  },
};

export const upsampleBilinearGradientKernel: HostKernel<{ inputShape: Shape4; alignCorners: boolean }> = {
  name: 'TandemUpsampleBilinearGradient',
  outputs: (_inputs, { inputShape }) => [float(inputShape)],
  run: (inputs, outputs, { inputShape, alignCorners }) => {
    const dy = floatsOf(inputs, 'dy');
    const [dx] = floatOutputs(outputs) as [Float32Array];
    const sums = new Float64Array(dx.length);
    const outputShape = inputs['dy']!.shape as unknown as Shape4;
    forEachValue(inputShape, outputShape, alignCorners, (source, cells, parts) => {
      for (let corner = 0; corner < 4; corner++) sums[cells[corner]!]! += parts[corner]! * dy[source]!;
    });
    dx.set(sums);
  },
};
