import { ExpectationError } from '@tandem-det/base';
import type { KernelFunc } from '@tensorflow/tfjs-core';

/** Most kernels and messages that an error names. */
const MOST_NAMED = 8;

/**
 * The errors of a device. WebGPU reports them beside the program, which goes on with memory that was never
 * written; here they are kept with the kernel that caused them, until `check` throws them.
 */
export class DeviceErrors {
  readonly #device: GPUDevice;
  readonly #found: string[] = [];
  readonly #pending = new Set<Promise<void>>();
  readonly #recent: string[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      const { message } = (event as GPUUncapturedErrorEvent).error;
      this.#found.push(`"${message.trim()}" after ${this.#recent.join(', ') || 'no kernel'}`);
    });
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') this.#found.push(`a lost device: "${message.trim()}"`);
    });
  }

  /** Runs one kernel; what the device finds wrong with its commands is kept under its name. */
  during<T>(name: string, run: () => T): T {
    this.#recent.push(name);
    if (this.#recent.length > MOST_NAMED) this.#recent.shift();
    this.#device.pushErrorScope('validation');
    try {
      return run();
    } finally {
      const popped = this.#device.popErrorScope().then(
        (error) => {
          if (error) this.#found.push(`"${error.message.trim()}" in ${name}`);
        },
        // a device that is gone says so by `lost`
        () => {},
      );
      this.#pending.add(popped);
      void popped.then(() => this.#pending.delete(popped));
    }
  }

  /** Throws an ExpectationError if any kernel since the last check went wrong. */
  async check(): Promise<void> {
    await Promise.all(this.#pending);
    const found = this.#found.splice(0);
    if (found.length === 0) return;
    const more = found.length > MOST_NAMED ? `; and ${found.length - MOST_NAMED} more` : '';
    throw new ExpectationError(
      'webgpu',
      'commands that the device accepts',
      `${found.slice(0, MOST_NAMED).join('; ')}${more}`,
      'The results since the last read are not valid.',
    );
  }
}

const ofBackends = new WeakMap<object, DeviceErrors>();

export function keepErrors(backend: object, errors: DeviceErrors): void {
  ofBackends.set(backend, errors);
}

/** The kernel, with its errors named where its backend keeps them: `startBackend`'s does. */
export function nameErrors(name: string, kernel: KernelFunc): KernelFunc {
  return (call) => {
    const errors = ofBackends.get(call.backend as object);
    return errors ? errors.during(name, () => kernel(call)) : kernel(call);
  };
}
