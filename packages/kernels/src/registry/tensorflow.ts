import { isAddonLoaded } from '../addon/load-addon.ts';
import { hostKernelFunc } from '../host/kernel-func.ts';
import { readAndWrite } from '../host/memory.ts';
import { provideStandardKernels } from '../standard/choose-standard-kernels.ts';
import { tensorflowStandardKernels } from '../standard/tensorflow.ts';
import { nativeKernelFunc } from '../tensorflow/native.ts';
import { hostKernelsBeside } from './host-kernels-beside.ts';
import { registerKernels } from './register-kernels.ts';
import { addonKernels, addonOnlyKernels } from './tensorflow-addon-kernels.ts';
import { nativeKernels } from './tensorflow-kernels.ts';

registerKernels('tensorflow', nativeKernels, (kernel) =>
  nativeKernelFunc(
    kernel,
    addonKernels.find(({ name }) => name === kernel.name),
  ),
);
if (isAddonLoaded()) {
  registerKernels('tensorflow', addonOnlyKernels, (kernel) => nativeKernelFunc(kernel));
}
registerKernels('tensorflow', hostKernelsBeside(nativeKernels), (kernel) =>
  hostKernelFunc(kernel, readAndWrite),
);
provideStandardKernels('tensorflow', tensorflowStandardKernels);
