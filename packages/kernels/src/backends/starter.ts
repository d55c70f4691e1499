/** The backends that this package has kernels for. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu' | 'webgpu';

export interface StarterOptions {
  /** Threads to compute with, where the backend has a say in it; by default as many as there are cores. */
  readonly threads?: number;
  /** Whether a device that computes on the CPU will do: where this backend was asked for by name. */
  readonly allowSoftware: boolean;
  /** Takes one line of progress at a time. */
  readonly report: (line: string) => void;
}

export interface RunningBackend {
  /** One line for a person: what runs, its version, its device and threads. */
  readonly description: string;
  /** Ends whatever would keep the process alive, such as worker threads. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts one backend: loads its packages and registers it with tfjs, but does not select it. Throws an
 * ExpectationError whose `got` says why it cannot start and whose `remedy` says what to do about it.
 */
export type BackendStarter = (options: StarterOptions) => Promise<RunningBackend>;
