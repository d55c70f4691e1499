import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { sideOf, tiledProduct, wholeDepth } from '../../webgpu/tiled-product.ts';
import { activatedWgsl } from './activated-wgsl.ts';
import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-webgpu.ts';
import type { AfterConvolution } from './fused-activation.ts';
import { type ConvolutionAttributes, type ConvolutionGeometry, convolutionGeometry } from './geometry.ts';
import { phasesOf } from './phases.ts';

type Shape4 = readonly number[];

function integersOf({ batch: _, groups: __, ...sizes }: ConvolutionGeometry): Record<string, number> {
  return sizes;
}

const named = (reads: Readonly<Record<string, boolean>>) => Object.keys(reads).filter((name) => reads[name]);

/** Positions × patch, times patch × output channels, for each group of channels. */
export const conv2dWgsl: WgslKernel<ConvolutionAttributes & AfterConvolution> = {
  name: 'TandemConv2D',
  run: (call) => {
    const { read, has, attributes, tensor, dispatch } = call;
    const [x, weights] = [read('x'), read('filter')];
    const g = convolutionGeometry('TandemConv2D', x.shape, weights.shape, attributes);
    const y = tensor([g.batch, g.outputHeight, g.outputWidth, g.outputChannels]);
    if (sizeOf(y.shape) === 0) return y;
    const reads = has('bias') ? { x, weights, bias: read('bias') } : { x, weights };
    if (g.groups > 1 && g.groupInputs === 1) {
      depthwise(call, g, reads, y, attributes);
      return y;
    }
    const [leftQuads, rightQuads] = [g.groupInputs % 4 === 0, g.groupOutputs % 4 === 0];
    dispatch(
      tiledProduct({
        rows: g.batch * g.outputHeight * g.outputWidth,
        columns: g.groupOutputs,
        depth: g.kernelHeight * g.kernelWidth * g.groupInputs,
        layers: g.groups,
        leftAlong: 'depth',
        rightAlong: 'columns',
        reads,
        writes: { y },
        values: named({ x: leftQuads, weights: rightQuads }),
        width: 4,
        integers: integersOf(g),
        code: `${wholeDepth}
// where the patch of a position begins
struct Row { firstLine: i32, top: i32, left: i32 }
fn rowOf(group: i32, row: i32) -> Row {
  let line = row / u.outputWidth;
  return Row(
    (line / u.outputHeight) * u.inputHeight,
    (line % u.outputHeight) * u.strideY - u.paddingY,
    (row % u.outputWidth) * u.strideX - u.paddingX,
  );
}
${sideOf({
  name: 'left',
  parameters: ['group: i32', 'at: Row', 'k: i32'],
  along: 'k',
  quads: leftQuads,
  body: (type, width) => `
  let cell = k / u.groupInputs;
  let i = at.top + (cell / u.kernelWidth) * u.dilationY;
  let j = at.left + (cell % u.kernelWidth) * u.dilationX;
  if (i < 0 || i >= u.inputHeight || j < 0 || j >= u.inputWidth) { return ${type}(0.0); }
  let place = (at.firstLine + i) * u.inputWidth + j;
  return x[(place * u.inputChannels + group * u.groupInputs + k - cell * u.groupInputs) / ${width}];
`,
})}
${sideOf({
  name: 'right',
  parameters: ['group: i32', 'k: i32', 'column: i32'],
  along: 'column',
  quads: rightQuads,
  body: (_, width) =>
    ` return weights[(k * u.outputChannels + group * u.groupOutputs + column) / ${width}]; `,
})}
${activatedWgsl(attributes, 'f32')}
fn store(group: i32, row: i32, column: i32, sum: f32) {
  let channel = group * u.groupOutputs + column;
  y[row * u.outputChannels + channel] = activated(sum${has('bias') ? ' + bias[channel]' : ''});
}`,
      }),
    );
    return y;
  },
};

/**
 * Input positions × (kernel cell, output channel), times the transposed filter. With a stride each input meets only
 * some cells of the kernel: inputs that meet the same ones are a layer of their own.
 */
export const conv2dInputGradientWgsl: WgslKernel<ConvolutionAttributes & { readonly inputShape: Shape4 }> = {
  name: 'TandemConv2DInputGradient',
  run: (call) => {
    const { read, attributes, tensor, dispatch } = call;
    const [dy, weights] = [read('dy'), read('filter')];
    const where = 'TandemConv2DInputGradient';
    const g = convolutionGeometry(where, attributes.inputShape, weights.shape, attributes);
    const dx = tensor(attributes.inputShape);
    if (sizeOf(dx.shape) === 0) return dx;
    if (g.groups > 1 && g.groupInputs === 1) {
      depthwiseInputGradient(call, g, dy, weights, dx);
      return dx;
    }
    const phases = phasesOf(g);
    const [linesOfPhase, columnsOfPhase] = [
      Math.ceil(g.inputHeight / phases.phasesY),
      Math.ceil(g.inputWidth / phases.phasesX),
    ];
    const quads = g.groupOutputs % 4 === 0;
    dispatch(
      tiledProduct({
        rows: g.batch * linesOfPhase * columnsOfPhase,
        columns: g.groupInputs,
        depth: g.kernelHeight * g.kernelWidth * g.groupOutputs,
        layers: g.groups * phases.phasesY * phases.phasesX,
        leftAlong: 'depth',
        rightAlong: 'depth',
        reads: { dy, weights },
        writes: { dx },
        values: named({ dy: quads, weights: quads }),
        width: 4,
        integers: { ...integersOf(g), linesOfPhase, columnsOfPhase },
        code: `
const PHASES_Y = ${phases.phasesY};
const PHASES_X = ${phases.phasesX};
struct Phase { group: i32, y: i32, x: i32, firstCellY: i32, firstCellX: i32, cellsY: i32, cellsX: i32 }
// the first cell of the kernel that these inputs meet
fn firstCell(remainder: i32, phases: i32, dilation: i32) -> i32 {
  for (var cell = 0; cell < phases; cell++) {
    if ((remainder + cell * (phases - dilation % phases)) % phases == 0) { return cell; }
  }
  return 0;
}
fn phaseOf(layer: i32) -> Phase {
  let group = layer / (PHASES_Y * PHASES_X);
  let y = layer % (PHASES_Y * PHASES_X) / PHASES_X;
  let x = layer % PHASES_X;
  let firstY = firstCell(y + u.paddingY, PHASES_Y, u.dilationY);
  let firstX = firstCell(x + u.paddingX, PHASES_X, u.dilationX);
  let cellsY = max((u.kernelHeight - firstY + PHASES_Y - 1) / PHASES_Y, 0);
  let cellsX = max((u.kernelWidth - firstX + PHASES_X - 1) / PHASES_X, 0);
  return Phase(group, y, x, firstY, firstX, cellsY, cellsX);
}
fn firstDepth(layer: i32) -> i32 { return 0; }
fn endDepth(layer: i32) -> i32 {
  let own = phaseOf(layer);
  return own.cellsY * own.cellsX * u.groupOutputs;
}
// set by rowOf, which is called before left, right and store
var<private> phase: Phase;
fn cellOf(index: i32) -> vec2<i32> {
  let line = index / phase.cellsX;
  return vec2<i32>(
    phase.firstCellY + line * PHASES_Y,
    phase.firstCellX + (index - line * phase.cellsX) * PHASES_X,
  );
}
struct Row { image: i32, line: i32, column: i32 }
fn rowOf(layer: i32, row: i32) -> Row {
  phase = phaseOf(layer);
  return placeOf(row);
}
fn placeOf(row: i32) -> Row {
  let line = row / u.columnsOfPhase;
  return Row(
    line / u.linesOfPhase,
    (line % u.linesOfPhase) * PHASES_Y + phase.y,
    (row % u.columnsOfPhase) * PHASES_X + phase.x,
  );
}
${sideOf({
  name: 'left',
  parameters: ['layer: i32', 'at: Row', 'k: i32'],
  along: 'k',
  quads,
  body: (type, width) => `
  let index = k / u.groupOutputs;
  let cell = cellOf(index);
  // the position whose patch has this input in this cell, if there is one
  let i = at.line + u.paddingY - cell.x * u.dilationY;
  let j = at.column + u.paddingX - cell.y * u.dilationX;
  if (i < 0 || j < 0 || i % u.strideY != 0 || j % u.strideX != 0) { return ${type}(0.0); }
  let p = i / u.strideY;
  let q = j / u.strideX;
  if (p >= u.outputHeight || q >= u.outputWidth) { return ${type}(0.0); }
  let place = (at.image * u.outputHeight + p) * u.outputWidth + q;
  let channel = phase.group * u.groupOutputs + k - index * u.groupOutputs;
  return dy[(place * u.outputChannels + channel) / ${width}];
`,
})}
${sideOf({
  name: 'right',
  parameters: ['layer: i32', 'k: i32', 'column: i32'],
  along: 'k',
  quads,
  body: (_, width) => `
  let index = k / u.groupOutputs;
  let cell = cellOf(index);
  let row = (cell.x * u.kernelWidth + cell.y) * u.groupInputs + column;
  let channel = phase.group * u.groupOutputs + k - index * u.groupOutputs;
  return weights[(row * u.outputChannels + channel) / ${width}];
`,
})}
fn store(layer: i32, row: i32, column: i32, sum: f32) {
  let at = placeOf(row);
  if (at.line >= u.inputHeight || at.column >= u.inputWidth) { return; }
  let place = (at.image * u.inputHeight + at.line) * u.inputWidth + at.column;
  dx[place * u.inputChannels + phase.group * u.groupInputs + column] = sum;
}`,
      }),
    );
    return dx;
  },
};

/** Positions of one slice: their sums are added up by a second dispatch. */
const SLICE = 2048;

/**
 * Patch × positions, times positions × output channels. The product is small and its depth the whole batch,
 * so slices of positions are summed apart, to occupy the device and to keep the digits; a second dispatch adds
 * them up where there are several.
 */
export const conv2dFilterGradientWgsl: WgslKernel<ConvolutionAttributes & { readonly filterShape: Shape4 }> =
  {
    name: 'TandemConv2DFilterGradient',
    run: (call) => {
      const { read, attributes, tensor, dispatch, each } = call;
      const [x, dy] = [read('x'), read('dy')];
      const where = 'TandemConv2DFilterGradient';
      const g = convolutionGeometry(where, x.shape, attributes.filterShape, attributes);
      const size = sizeOf(attributes.filterShape);
      const dweights = tensor(attributes.filterShape);
      if (size === 0) return dweights;
      const isDepthwise = g.groups > 1 && g.groupInputs === 1;
      const positions = g.batch * g.outputHeight * g.outputWidth;
      const slices = isDepthwise
        ? depthwiseFilterGradient.slicesOf(g)
        : Math.max(Math.ceil(positions / SLICE), 1);
      const parts = slices === 1 ? dweights : tensor([slices, size]);
      if (isDepthwise) {
        depthwiseFilterGradient.run(call, g, x, dy, parts);
      } else {
        const [leftQuads, rightQuads] = [g.groupInputs % 4 === 0, g.groupOutputs % 4 === 0];
        dispatch(
          tiledProduct({
            rows: g.kernelHeight * g.kernelWidth * g.groupInputs,
            columns: g.groupOutputs,
            depth: positions,
            layers: g.groups * slices,
            leftAlong: 'rows',
            rightAlong: 'columns',
            reads: { x, dy },
            writes: { parts },
            values: named({ x: leftQuads, dy: rightQuads }),
            width: 4,
            integers: { ...integersOf(g), slices, size },
            code: `
fn firstDepth(layer: i32) -> i32 { return (layer % u.slices) * ${SLICE}; }
fn endDepth(layer: i32) -> i32 { return min(firstDepth(layer) + ${SLICE}, u.depth); }
struct Cell { down: i32, across: i32, channel: i32 }
fn cellOf(layer: i32, row: i32) -> Cell {
  let cell = row / u.groupInputs;
  return Cell(
    (cell / u.kernelWidth) * u.dilationY - u.paddingY,
    (cell % u.kernelWidth) * u.dilationX - u.paddingX,
    (layer / u.slices) * u.groupInputs + row % u.groupInputs,
  );
}
${
  leftQuads
    ? 'alias Row = Cell;\nfn rowOf(layer: i32, row: i32) -> Row { return cellOf(layer, row); }'
    : 'alias Row = i32;\nfn rowOf(layer: i32, row: i32) -> Row { return row; }'
}
${sideOf({
  name: 'left',
  parameters: ['layer: i32', 'row: Row', 'k: i32'],
  along: 'row',
  quads: leftQuads,
  body: (type, width) => `
  let at = ${leftQuads ? 'row' : 'cellOf(layer, row)'};
  let line = k / u.outputWidth;
  let i = (line % u.outputHeight) * u.strideY + at.down;
  let j = (k - line * u.outputWidth) * u.strideX + at.across;
  if (i < 0 || i >= u.inputHeight || j < 0 || j >= u.inputWidth) { return ${type}(0.0); }
  let place = ((line / u.outputHeight) * u.inputHeight + i) * u.inputWidth + j;
  return x[(place * u.inputChannels + at.channel) / ${width}];
`,
})}
${sideOf({
  name: 'right',
  parameters: ['layer: i32', 'k: i32', 'column: i32'],
  along: 'column',
  quads: rightQuads,
  body: (_, width) =>
    ` return dy[(k * u.outputChannels + (layer / u.slices) * u.groupOutputs + column) / ${width}]; `,
})}
fn store(layer: i32, row: i32, column: i32, sum: f32) {
  let channel = (layer / u.slices) * u.groupOutputs + column;
  parts[(layer % u.slices) * u.size + row * u.outputChannels + channel] = sum;
}`,
          }),
        );
      }
      if (slices === 1) return dweights;
      each(size, {
        reads: { parts },
        writes: { dweights },
        integers: { slices, size },
        code: `
fn element(i: i32) {
  var sum = 0.0;
  for (var slice = 0; slice < u.slices; slice++) { sum += parts[slice * u.size + i]; }
  dweights[i] = sum;
}`,
      });
      return dweights;
    },
  };
