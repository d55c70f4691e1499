import type { NativeKernel } from '../../tensorflow/native.ts';

const modes = (alignCorners: boolean) => ({
  align_corners: alignCorners,
  half_pixel_centers: !alignCorners,
});

export const upsampleBilinearNative: NativeKernel<{ height: number; width: number; alignCorners: boolean }> =
  {
    name: 'TandemUpsampleBilinear',
    run: (native, { x }, { height, width, alignCorners }) =>
      native.op('ResizeBilinear', [x!, native.integers([height, width])], modes(alignCorners)),
  };

/** Of the image it asks for, TensorFlow's operation takes the shape alone. */
export const upsampleBilinearGradientNative: NativeKernel<{
  inputShape: readonly number[];
  alignCorners: boolean;
}> = {
  name: 'TandemUpsampleBilinearGradient',
  run: (native, { dy }, { inputShape, alignCorners }) => {
    const image = native.op('Fill', [native.integers(inputShape), native.scalar(0)]);
    return native.op('ResizeBilinearGrad', [dy!, image], modes(alignCorners));
  },
};
