import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import { findBackend } from '@tensorflow/tfjs-core';
import type { BackendStarter } from './starter.ts';

/** The backend in plain JavaScript: needs nothing, and is slow. */
export const startCpu: BackendStarter = async () => {
  // Its first use would advise tfjs-node on the console; startBackend reports what there is to say.
  (findBackend('cpu') as unknown as { firstUse: boolean }).firstUse = false;
  return {
    device: 'JavaScript',
    versions: { 'tfjs-backend-cpu': version_cpu },
    threads: 1,
    description: `cpu (tfjs-backend-cpu ${version_cpu}, plain JavaScript, 1 thread)`,
    stop: async () => {},
  };
};
