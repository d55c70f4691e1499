import type { WgslKernel } from '../../webgpu/kernel.ts';
import { type Width, widthOf } from '../../webgpu/values.ts';
import { LANES, workgroupSum } from '../../webgpu/workgroup-sum.ts';

interface Attributes {
  readonly groups: number;
  readonly epsilon: number;
}

/** The values of a group that a lane reads: every LANES-th, found without a division. */
const walk = `
struct Walk { cell: i32, value: i32 }
fn firstOf(lane: u32) -> Walk { return Walk(i32(lane) / u.width, i32(lane) % u.width); }
fn nextOf(at: Walk) -> Walk {
  let value = at.value + u.valueStep;
  let isOver = value >= u.width;
  return Walk(at.cell + u.cellStep + select(0, 1, isOver), value - select(0, u.width, isOver));
}
fn placeOf(w: vec3<u32>, at: Walk) -> i32 {
  return (i32(w.y) * u.cells + at.cell) * u.channels + i32(w.x) * u.width + at.value;
}`;

/** The bounds of the loops, a value being `valueWidth` channels. */
function sizes([, height, width, channels]: readonly number[], groups: number, valueWidth: Width) {
  const values = channels! / groups / valueWidth;
  return {
    cells: height! * width!,
    channels: channels! / valueWidth,
    width: values,
    floats: height! * width! * values * valueWidth,
    cellStep: Math.floor(LANES / values),
    valueStep: LANES % values,
  };
}

/** One dispatch: a workgroup per image and group. */
export const groupNormWgsl: WgslKernel<Attributes> = {
  name: 'TandemGroupNorm',
  run: ({ read, attributes: { groups, epsilon }, tensor, dispatch }) => {
    const [x, scale, offset] = [read('x'), read('scale'), read('offset')];
    const batch = x.shape[0]!;
    const [y, mean, rstd] = [tensor(x.shape), tensor([batch, groups]), tensor([batch, groups])];
    const width = widthOf(x.shape[3]! / groups);
    dispatch({
      reads: { x, scale, offset },
      writes: { y, mean, rstd },
      values: ['x', 'scale', 'offset', 'y'],
      width,
      integers: sizes(x.shape, groups, width),
      floats: { epsilon },
      code: `${workgroupSum}${walk}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  var sum = Value(0.0);
  for (var at = firstOf(lane); at.cell < u.cells; at = nextOf(at)) { sum += x[placeOf(w, at)]; }
  let center = sumOf(workgroupSum(sum, lane)) / f32(u.floats);
  sum = Value(0.0);
  for (var at = firstOf(lane); at.cell < u.cells; at = nextOf(at)) {
    let centred = x[placeOf(w, at)] - center;
    sum += centred * centred;
  }
  let factor = 1.0 / sqrt(sumOf(workgroupSum(sum, lane)) / f32(u.floats) + u.epsilon);
  if (lane == 0u) {
    mean[w.y * all.x + w.x] = center;
    rstd[w.y * all.x + w.x] = factor;
  }
  for (var at = firstOf(lane); at.cell < u.cells; at = nextOf(at)) {
    let channel = i32(w.x) * u.width + at.value;
    let place = placeOf(w, at);
    y[place] = (x[place] - center) * (scale[channel] * factor) + offset[channel];
  }
}`,
      workgroups: [groups, batch, 1],
    });
    return [y, mean, rstd];
  },
};

/**
 * Per image and group of n values, with x̂ the normalised x and h = dy·scale:
 * `dx = rstd·(h - (Σ h + x̂ Σ h·x̂) / n)`.
 *
 * Two dispatches: a workgroup per image and group for dx and each channel's sums, then these over the images.
 */
export const groupNormGradientWgsl: WgslKernel<Attributes> = {
  name: 'TandemGroupNormGradient',
  run: ({ read, attributes: { groups }, tensor, dispatch, each }) => {
    const [x, dy, scale] = [read('x'), read('dy'), read('scale')];
    const [mean, rstd] = [read('mean'), read('rstd')];
    const [batch, channels] = [x.shape[0]!, x.shape[3]!];
    const [dx, sums, products] = [tensor(x.shape), tensor([batch, channels]), tensor([batch, channels])];
    const width = widthOf(channels / groups);
    dispatch({
      reads: { x, dy, mean, rstd, scale },
      writes: { dx, sums, products },
      values: ['x', 'dy', 'scale', 'dx', 'sums', 'products'],
      width,
      integers: sizes(x.shape, groups, width),
      code: `${workgroupSum}${walk}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let center = mean[w.y * all.x + w.x];
  let factor = rstd[w.y * all.x + w.x];
  var ofGroup = Value(0.0);
  var productOfGroup = Value(0.0);
  for (var c = 0; c < u.width; c++) {
    var sum = Value(0.0);
    var product = Value(0.0);
    for (var cell = i32(lane); cell < u.cells; cell += ${LANES}) {
      let place = placeOf(w, Walk(cell, c));
      sum += dy[place];
      product += dy[place] * (x[place] - center);
    }
    let channel = i32(w.x) * u.width + c;
    sum = workgroupSum(sum, lane);
    product = workgroupSum(product, lane) * factor;
    if (lane == 0u) {
      sums[i32(w.y) * u.channels + channel] = sum;
      products[i32(w.y) * u.channels + channel] = product;
    }
    ofGroup += sum * scale[channel];
    productOfGroup += product * scale[channel];
  }
  let meanOf = sumOf(ofGroup) / f32(u.floats);
  let slope = sumOf(productOfGroup) / f32(u.floats);
  for (var at = firstOf(lane); at.cell < u.cells; at = nextOf(at)) {
    let place = placeOf(w, at);
    let h = dy[place] * scale[i32(w.x) * u.width + at.value];
    let normal = (x[place] - center) * factor;
    dx[place] = factor * (h - (meanOf + normal * slope));
  }
}`,
      workgroups: [groups, batch, 1],
    });
    const [dscale, doffset] = [tensor(scale.shape), tensor(scale.shape)];
    each(channels, {
      reads: { sums, products },
      writes: { dscale, doffset },
      integers: { channels, batch },
      code: `
fn element(channel: i32) {
  var sum = 0.0;
  var product = 0.0;
  for (var i = channel; i < u.batch * u.channels; i += u.channels) {
    sum += sums[i];
    product += products[i];
  }
  dscale[channel] = product;
  doffset[channel] = sum;
}`,
    });
    return [dx, dscale, doffset];
  },
};
