export type { StandardKernels } from '../standard/choose-standard-kernels.ts';
export { backendDetails } from './backend-details.ts';
export * from './start-backend.ts';
export type {
  BackendDetails,
  BackendName,
  BackendStarter,
  RunningBackend,
  StarterOptions,
} from './starter.ts';
