import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sideOf, tiledProduct, wholeDepth } from './tiled-product.ts';

interface MatrixProduct {
  /** [layers, rows, depth], or [layers, depth, rows] where it is transposed. */
  readonly x: TensorInfo;
  readonly transposed: boolean;
  /** [layers, depth, columns] */
  readonly weights: TensorInfo;
  /** [layers, rows, columns] */
  readonly y: TensorInfo;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly layers: number;
}

/** `y = x · weights`, layer by layer. */
export function productOfMatrices({ x, transposed, weights, y, ...sizes }: MatrixProduct) {
  const { rows, columns, depth } = sizes;
  const [leftQuads, rightQuads] = [(transposed ? rows : depth) % 4 === 0, columns % 4 === 0];
  return tiledProduct({
    ...sizes,
    leftAlong: transposed ? 'rows' : 'depth',
    rightAlong: 'columns',
    reads: { x, weights },
    writes: { y },
    values: [...(leftQuads ? ['x'] : []), ...(rightQuads ? ['weights'] : [])],
    width: leftQuads || rightQuads ? 4 : 1,
    code: `${wholeDepth}
alias Row = i32;
fn rowOf(layer: i32, row: i32) -> Row { return row; }
${sideOf({
  name: 'left',
  parameters: ['layer: i32', 'row: Row', 'k: i32'],
  along: transposed ? 'row' : 'k',
  quads: leftQuads,
  body: (_, width) =>
    transposed
      ? ` return x[((layer * u.depth + k) * u.rows + row) / ${width}]; `
      : ` return x[((layer * u.rows + row) * u.depth + k) / ${width}]; `,
})}
${sideOf({
  name: 'right',
  parameters: ['layer: i32', 'k: i32', 'column: i32'],
  along: 'column',
  quads: rightQuads,
  body: (_, width) => ` return weights[((layer * u.depth + k) * u.columns + column) / ${width}]; `,
})}
fn store(layer: i32, row: i32, column: i32, sum: f32) { y[(layer * u.rows + row) * u.columns + column] = sum; }`,
  });
}
