import {
  matMul,
  ResizeBilinear,
  ResizeBilinearGrad,
  ResizeNearestNeighbor,
  ResizeNearestNeighborGrad,
  reshape,
  type Tensor3D,
  type Tensor4D,
  tensor3d,
  tidy,
} from '@tensorflow/tfjs-core';
import { runKernel } from '../run-kernel.ts';
import type { GradientReplacement, KernelReplacement } from './replacement.ts';

interface Rule {
  readonly isNearest: boolean;
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/**
 * [1, input, output]: what each cell of an axis gives to each cell that it is resized to, of which every
 * column sums to 1.
 */
function shares(input: number, output: number, rule: Rule): Tensor3D {
  const { isNearest, alignCorners, halfPixelCenters } = rule;
  const scale = alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
  const matrix = new Float32Array(input * output);
  for (let cell = 0; cell < output; cell++) {
    const place = halfPixelCenters ? (cell + 0.5) * scale : cell * scale;
    if (isNearest) {
      const nearest = alignCorners ? Math.round(place) : Math.floor(place);
      matrix[Math.min(nearest, input - 1) * output + cell] = 1;
      continue;
    }
    const source = Math.max(0, halfPixelCenters ? place - 0.5 : place);
    const low = Math.min(Math.floor(source), input - 1);
    const high = Math.min(low + 1, input - 1);
    matrix[low * output + cell]! += 1 - (source - low);
    matrix[high * output + cell]! += source - low;
  }
  return tensor3d(matrix, [1, input, output]);
}

/** `dx = Sy dy Sxᵀ` of each image and channel, S the shares of rows and of columns; dy [B, H', W', C]. */
function resizeGradient(dy: Tensor4D, shape: readonly number[], rule: Rule): Tensor4D {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [, outputHeight, outputWidth] = dy.shape;
  const rows = reshape(dy, [batch, outputHeight, outputWidth * channels]);
  const narrowed = matMul(shares(height, outputHeight, rule), rows); // [B, H, W' C]
  const columns = reshape(narrowed, [batch * height, outputWidth, channels]);
  return reshape(matMul(shares(width, outputWidth, rule), columns), [batch, height, width, channels]);
}

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

function gradientOf(kernelName: string, gradientKernel: string): GradientReplacement {
  return {
    stock: 'ignores halfPixelCenters',
    ours: 'the transposed matrices of the resizing',
    gradient: {
      kernelName,
      inputsToSave: ['images'],
      gradFunc: (upstream, [images], attrs) => {
        const dy = upstream as Tensor4D;
        const attributes = attrs as unknown as Attributes;
        return {
          images: () =>
            attributes.halfPixelCenters
              ? resizeGradient(dy, images!.shape, {
                  ...attributes,
                  isNearest: kernelName === ResizeNearestNeighbor,
                })
              : runKernel(gradientKernel, { dy, images: images! }, attributes),
        };
      },
    },
  };
}

export const resizeBilinearGradient = gradientOf(ResizeBilinear, ResizeBilinearGrad);
export const resizeNearestGradient = gradientOf(ResizeNearestNeighbor, ResizeNearestNeighborGrad);

/** The cpu backend's kernel of the gradient of tf.image.resizeNearestNeighbor. */
export const resizeNearestGradientKernel: KernelReplacement = {
  name: ResizeNearestNeighborGrad,
  stock: 'reads dy of every image but the first in the wrong place',
  ours: 'the transposed matrices of the resizing',
  compute: () => (call) => {
    const { dy, images } = call.inputs as { dy: Tensor4D; images: Tensor4D };
    const { alignCorners } = call.attrs as unknown as Attributes;
    const rule: Rule = { alignCorners, halfPixelCenters: false, isNearest: true };
    return tidy(() => resizeGradient(dy, images.shape, rule));
  },
};
