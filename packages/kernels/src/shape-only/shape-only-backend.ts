import { ExpectationError } from '@tandem-det/base';
import { KernelBackend } from '@tensorflow/tfjs-core';

/** A backend whose tensors have a shape and no values: it counts references to them and stores nothing. */
export class ShapeOnlyBackend extends KernelBackend {
  readonly #references = new Map<object, number>();

  override write(): object {
    const dataId = {};
    this.#references.set(dataId, 1);
    return dataId;
  }

  override move(dataId: object): void {
    this.#references.set(dataId, 1);
  }

  override refCount(dataId: object): number {
    return this.#references.get(dataId) ?? 0;
  }

  override incRef(dataId: object): void {
    this.#references.set(dataId, this.refCount(dataId) + 1);
  }

  override disposeData(dataId: object, force = false): boolean {
    const left = this.refCount(dataId) - 1;
    if (left > 0 && !force) {
      this.#references.set(dataId, left);
      return false;
    }
    this.#references.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#references.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override readSync(): never {
    throw new ExpectationError(
      'withShapesOnly',
      'a computation that reads no values',
      'one that reads a tensor',
      'Only shapes are known here.',
    );
  }

  override async read(): Promise<never> {
    return this.readSync();
  }

  override dispose(): void {
    this.#references.clear();
  }
}
