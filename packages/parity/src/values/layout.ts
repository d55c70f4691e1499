/**
 * How a tensor's axes lie here and in the golden files:
 * `plain` the same · `features` NHWC here, NCHW there · `filter` HWIO here, OIHW there.
 */
export type Layout = 'plain' | 'features' | 'filter';

/** Values in row-major order with their shape. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

const TO_REFERENCE = { features: [0, 3, 1, 2], filter: [3, 2, 0, 1] } as const;
const FROM_REFERENCE = { features: [0, 2, 3, 1], filter: [2, 3, 1, 0] } as const;

/** From the layout here to the layout of the golden files. */
export function toReference(layout: Layout, values: Values): Values {
  return layout === 'plain' ? values : permute(values, TO_REFERENCE[layout]);
}

/** From the layout of the golden files to the layout here. */
export function fromReference(layout: Layout, values: Values): Values {
  return layout === 'plain' ? values : permute(values, FROM_REFERENCE[layout]);
}

/** Axis i of the result is axis `axes[i]` of the values. */
function permute({ shape, data }: Values, axes: readonly number[]): Values {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const target = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const [a, b, c, d] = target as [number, number, number, number];
  const [sa, sb, sc, sd] = steps as [number, number, number, number];
  const result = new Float32Array(data.length);
  let to = 0;
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++)
      for (let k = 0; k < c; k++)
        for (let l = 0; l < d; l++) result[to++] = data[i * sa + j * sb + k * sc + l * sd]!;
  return { shape: target, data: result };
}
