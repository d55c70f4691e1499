import type { WgslKernel } from '../webgpu/kernel.ts';
import { LANES, workgroupSum } from '../webgpu/workgroup-sum.ts';

interface Attributes {
  readonly groups: number;
  readonly epsilon: number;
}

/** Place of value `e` of a group: its cell, then its channel. */
const placeOf = `
fn placeOf(w: vec3<u32>, e: i32) -> i32 {
  return (i32(w.y) * u.cells + e / u.width) * u.channels + i32(w.x) * u.width + e % u.width;
}`;

const sizes = ([, height, width, channels]: readonly number[], groups: number) => ({
  cells: height! * width!,
  channels: channels!,
  width: channels! / groups,
});

/** One dispatch: a workgroup per image and group. */
export const groupNormWgsl: WgslKernel<Attributes> = {
  name: 'TandemGroupNorm',
  run: ({ read, attributes: { groups, epsilon }, tensor, dispatch }) => {
    const [x, scale, offset] = [read('x'), read('scale'), read('offset')];
    const batch = x.shape[0]!;
    const [y, mean, rstd] = [tensor(x.shape), tensor([batch, groups]), tensor([batch, groups])];
    dispatch({
      reads: { x, scale, offset },
      writes: { y, mean, rstd },
      integers: sizes(x.shape, groups),
      floats: { epsilon },
      code: `${workgroupSum}${placeOf}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let count = u.cells * u.width;
  var sum = 0.0;
  for (var e = i32(lane); e < count; e += ${LANES}) { sum += x[placeOf(w, e)]; }
  let center = workgroupSum(sum, lane) / f32(count);
  sum = 0.0;
  for (var e = i32(lane); e < count; e += ${LANES}) {
    let centred = x[placeOf(w, e)] - center;
    sum += centred * centred;
  }
  let factor = 1.0 / sqrt(workgroupSum(sum, lane) / f32(count) + u.epsilon);
  if (lane == 0u) {
    mean[w.y * all.x + w.x] = center;
    rstd[w.y * all.x + w.x] = factor;
  }
  for (var e = i32(lane); e < count; e += ${LANES}) {
    let channel = i32(w.x) * u.width + e % u.width;
    y[placeOf(w, e)] = (x[placeOf(w, e)] - center) * (scale[channel] * factor) + offset[channel];
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
    dispatch({
      reads: { x, dy, mean, rstd, scale },
      writes: { dx, sums, products },
      integers: sizes(x.shape, groups),
      code: `${workgroupSum}${placeOf}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let center = mean[w.y * all.x + w.x];
  let factor = rstd[w.y * all.x + w.x];
  var ofGroup = 0.0;
  var productOfGroup = 0.0;
  for (var c = 0; c < u.width; c++) {
    var sum = 0.0;
    var product = 0.0;
    for (var cell = i32(lane); cell < u.cells; cell += ${LANES}) {
      let place = placeOf(w, cell * u.width + c);
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
  let count = u.cells * u.width;
  for (var e = i32(lane); e < count; e += ${LANES}) {
    let place = placeOf(w, e);
    let h = dy[place] * scale[i32(w.x) * u.width + e % u.width];
    let normal = (x[place] - center) * factor;
    dx[place] = factor * (h - (ofGroup + normal * productOfGroup) / f32(count));
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
