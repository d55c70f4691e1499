import { expectThat } from '@tandem-det/base';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Throws unless all these tensors have one shape. */
export function checkSameShape(where: string, tensors: Readonly<Record<string, Tensor>>): void {
  const shapes = Object.values(tensors).map(({ shape }) => `[${shape.join(', ')}]`);
  expectThat(
    shapes.every((shape) => shape === shapes[0]),
    where,
    `${Object.keys(tensors).join(', ')} of one shape`,
    shapes.join(', '),
  );
}
