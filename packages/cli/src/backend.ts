import { type BackendName, type StartedBackend, startBackend } from '@tandem-det/kernels/backends';
import type { Output } from './terminal/output.ts';

export interface BackendOptions {
  /** `auto` for the best that starts. */
  readonly backend?: string;
  readonly threads?: number;
}

/** Starts the backend that was asked for; says which it is and why not a better one. */
export function startChosenBackend(options: BackendOptions, output: Output): Promise<StartedBackend> {
  return startBackend({
    name: (options.backend ?? 'auto') as BackendName | 'auto',
    report: (line) => output.line(line),
    ...(options.threads !== undefined && { threads: options.threads }),
  });
}
