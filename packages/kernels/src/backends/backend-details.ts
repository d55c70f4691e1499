import { getBackend } from '@tensorflow/tfjs-core';
import type { BackendName } from '../backend-name.ts';
import type { BackendDetails } from './starter.ts';

const started = new Map<string, BackendDetails>();

/** Keeps what a backend computes with, in the place of what it did before. */
export function keepDetails(name: BackendName, given: BackendDetails): void {
  const { description, device, versions, threads, parallelOperations, features } = given;
  started.set(name, {
    description,
    device,
    versions,
    ...(threads !== undefined && { threads }),
    ...(parallelOperations !== undefined && { parallelOperations }),
    ...(features !== undefined && { features }),
  });
}

/** What the current backend computes with; undefined where `startBackend` did not start it. */
export function backendDetails(): BackendDetails | undefined {
  return started.get(getBackend());
}
