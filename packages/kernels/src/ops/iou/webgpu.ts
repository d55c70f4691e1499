import { sizeOf } from '../../host/kernel.ts';
import { boxFrom, hasNan } from '../../webgpu/box-from.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import type { IouOptions } from './aligned-iou.ts';
import { kindCode } from './overlap.ts';
import { overlapGradientWgsl, overlapWgsl } from './overlap-wgsl.ts';

type Attributes = Required<IouOptions>;

export const alignedIouWgsl: WgslKernel<Attributes> = {
  name: 'TandemAlignedIou',
  run: ({ read, attributes: { kind, epsilon }, tensor, each }) => {
    const [a, b] = [read('a'), read('b')];
    const y = tensor([a.shape[0]!]);
    each(a.shape[0]!, {
      reads: { a, b },
      writes: { y },
      integers: { kind: kindCode(kind) },
      floats: { epsilon },
      code: `${hasNan}${overlapWgsl}${boxFrom('a')}${boxFrom('b')}
fn element(i: i32) { y[i] = overlap(aBox(i), bBox(i)); }`,
    });
    return y;
  },
};

export const alignedIouGradientWgsl: WgslKernel<Attributes> = {
  name: 'TandemAlignedIouGradient',
  run: ({ read, attributes: { kind, epsilon }, tensor, each }) => {
    const [a, b, dy] = [read('a'), read('b'), read('dy')];
    const [da, db] = [tensor(a.shape), tensor(b.shape)];
    each(a.shape[0]!, {
      reads: { a, b, dy },
      writes: { da, db },
      integers: { kind: kindCode(kind) },
      floats: { epsilon },
      code: `${hasNan}${overlapWgsl}${overlapGradientWgsl}${boxFrom('a')}${boxFrom('b')}
fn element(i: i32) {
  let gradient = overlapGradient(aBox(i), bBox(i), dy[i]);
  for (var side = 0; side < 4; side++) {
    da[4 * i + side] = gradient.a[side];
    db[4 * i + side] = gradient.b[side];
  }
}`,
    });
    return [da, db];
  },
};

export const pairwiseIouWgsl: WgslKernel<Attributes> = {
  name: 'TandemPairwiseIou',
  run: ({ read, attributes: { kind, epsilon }, tensor, each }) => {
    const [a, b] = [read('a'), read('b')];
    const y = tensor([a.shape[0]!, b.shape[0]!]);
    each(sizeOf(y.shape), {
      reads: { a, b },
      writes: { y },
      integers: { kind: kindCode(kind), columns: b.shape[0]! },
      floats: { epsilon },
      code: `${hasNan}${overlapWgsl}${boxFrom('a')}${boxFrom('b')}
fn element(i: i32) { y[i] = overlap(aBox(i / u.columns), bBox(i % u.columns)); }`,
    });
    return y;
  },
};
