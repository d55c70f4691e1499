import type { SamplingGeometry } from './geometry.ts';

/** One bilinear sample of the channels of a deformable group. */
export interface Sample {
  /** Place of its factor in the mask; its offsets are at twice that. */
  index: number;
  /** First of its values among the samples. */
  target: number;
  /** False where all four corners are outside: the sample is 0, and the rest below is not set. */
  isInside: boolean;
  /** Where the channels of each corner begin in x (above left, above right, below …); -1 outside. */
  readonly corners: Int32Array;
  readonly weights: Float64Array;
  /** Distance below the upper corners. */
  below: number;
  /** Distance to the right of the left corners. */
  right: number;
}

/** Visits every sample; the object that is passed is the same each time. A coordinate of NaN has NaN weights. */
export function eachSample(
  g: SamplingGeometry,
  offsets: Float32Array,
  visit: (sample: Readonly<Sample>) => void,
): void {
  const corners = new Int32Array(4);
  const weights = new Float64Array(4);
  const sample: Sample = { index: 0, target: 0, isInside: false, corners, weights, below: 0, right: 0 };
  for (let place = 0; place < g.batch * g.rows * g.columns; place++) {
    const line = Math.floor(place / g.columns);
    const image = Math.floor(line / g.rows);
    const top = (line % g.rows) * g.stride[0] - g.padding[0];
    const left = (place % g.columns) * g.stride[1] - g.padding[1];
    for (let group = 0; group < g.deformableGroups; group++) {
      for (let tap = 0; tap < g.taps; tap++) {
        const u = Math.floor(tap / g.kernelWidth);
        const index = (place * g.deformableGroups + group) * g.taps + tap;
        sample.index = index;
        sample.target = (place * g.taps + tap) * g.channels + group * g.groupChannels;
        const y = top + u * g.dilation[0];
        const x = left + (tap - u * g.kernelWidth) * g.dilation[1];
        // single precision, so that every backend finds the same cells
        locate(
          g,
          image,
          group,
          Math.fround(y + offsets[2 * index]!),
          Math.fround(x + offsets[2 * index + 1]!),
          sample,
        );
        visit(sample);
      }
    }
  }
}

function locate(
  g: SamplingGeometry,
  image: number,
  group: number,
  y: number,
  x: number,
  sample: Sample,
): void {
  sample.isInside = !(y < -1 || y >= g.height || x < -1 || x >= g.width);
  if (!sample.isInside) return;
  const top = Math.floor(y);
  const left = Math.floor(x);
  sample.below = y - top;
  sample.right = x - left;
  for (let corner = 0; corner < 4; corner++) {
    const lower = corner >> 1;
    const later = corner & 1;
    const isCell = top >= -lower && top < g.height - lower && left >= -later && left < g.width - later;
    const cell = (image * g.height + top + lower) * g.width + left + later;
    sample.corners[corner] = isCell ? cell * g.channels + group * g.groupChannels : -1;
    sample.weights[corner] =
      (lower ? sample.below : 1 - sample.below) * (later ? sample.right : 1 - sample.right);
  }
}
