import { backend, env, type TensorContainer, tidy } from '@tensorflow/tfjs-core';
import type { DeviceBackend } from './device-backend.ts';

/** How many shaders the work starts on the webgpu backend in use, those of tfjs's own kernels included. */
export function countDispatches(work: () => TensorContainer): number {
  const device = backend() as DeviceBackend;
  const batch = env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE');
  // what counts the dispatches begins again when they are submitted
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', Number.MAX_SAFE_INTEGER);
  const before = device.dispatchCountInPass;
  try {
    tidy(() => {
      work();
    });
    return device.dispatchCountInPass - before;
  } finally {
    env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', batch);
  }
}
