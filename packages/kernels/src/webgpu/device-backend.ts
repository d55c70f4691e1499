import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** What tfjs's webgpu backend has beside the interface of tfjs-core, as far as kernels of ours use it. */
export interface DeviceBackend extends KernelBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly tensorMap: {
    get(dataId: object): { values: unknown; readonly resource?: GPUBuffer; readonly dtype: DataType };
  };
  readonly bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  /** Data in use by commands that are not submitted yet: its memory is kept until they are. */
  readonly commandQueueOwnedIds: WeakSet<object>;
  readonly uniformPendingDisposal: GPUBuffer[];
  makeTensorInfo(shape: number[], dtype: DataType, values?: Float32Array | Int32Array): TensorInfo;
  uploadToGPU(dataId: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}
