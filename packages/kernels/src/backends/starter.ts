export interface StarterOptions {
  /** Threads to compute with, where the backend has a say in it; by default as many as there are cores. */
  readonly threads?: number;
  /** Whether a device that computes on the CPU will do: where this backend was asked for by name. */
  readonly allowSoftware: boolean;
  /** Takes one line of progress at a time. */
  readonly report: (line: string) => void;
}

/** What a backend computes with: what its speed and the last digits of its results depend on. */
export interface BackendDetails {
  /** One line for a person: what runs, its version, its device and threads. */
  readonly description: string;
  /** `CPU`, `GPU`, `JavaScript`, or what a graphics adapter calls itself. */
  readonly device: string;
  /** Of the libraries that compute, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Threads that share one operation, where the backend has a say in it. */
  readonly threads?: number;
  /** Operations that may run at a time, where more than one can. */
  readonly parallelOperations?: number;
  /** What of the processor or adapter is used beyond what every one has. */
  readonly features?: readonly string[];
}

export interface RunningBackend extends BackendDetails {
  /** Ends whatever would keep the process alive, such as worker threads. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts one backend: loads its packages and registers it with tfjs, but does not select it. Throws an
 * ExpectationError whose `got` says why it cannot start and whose `remedy` says what to do about it.
 */
export type BackendStarter = (options: StarterOptions) => Promise<RunningBackend>;
