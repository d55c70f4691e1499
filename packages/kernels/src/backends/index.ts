export type { BackendName } from '../backend-name.ts';
export type { StandardKernels } from '../standard/choose-standard-kernels.ts';
export { backendDetails } from './backend-details.ts';
export * from './start-backend.ts';
export type {
  BackendDetails,
  BackendStarter,
  RunningBackend,
  StarterOptions,
} from './starter.ts';
