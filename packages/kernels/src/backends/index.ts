export type { StandardKernels } from '../standard/choose-standard-kernels.ts';
export * from './start-backend.ts';
export type { BackendName, BackendStarter, RunningBackend, StarterOptions } from './starter.ts';
