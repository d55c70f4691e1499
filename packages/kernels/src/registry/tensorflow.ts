import { isAddonLoaded } from '../addon/load-addon.ts';
import { provideStandardKernels } from '../standard/choose-standard-kernels.ts';
import { tensorflowStandardKernels } from '../standard/tensorflow.ts';
import { registerNativeKernel } from '../tensorflow/native.ts';
import { registerHostKernels } from './register-host.ts';
import { registerSimdAssigners } from './simd-assigners.ts';
import { addonKernels, addonOnlyKernels } from './tensorflow-addon-kernels.ts';
import { nativeKernels } from './tensorflow-kernels.ts';

for (const kernel of nativeKernels) {
  registerNativeKernel(
    kernel,
    addonKernels.find(({ name }) => name === kernel.name),
  );
}
if (isAddonLoaded()) {
  for (const kernel of addonOnlyKernels) registerNativeKernel(kernel);
}
registerSimdAssigners('tensorflow');
registerHostKernels('tensorflow');
provideStandardKernels('tensorflow', tensorflowStandardKernels);
