import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../host/kernel.ts';
import type { DeviceBackend } from './device-backend.ts';
import { valueTypes, type Width } from './values.ts';

export type Tensors = Readonly<Record<string, TensorInfo>>;
export type Numbers = Readonly<Record<string, number>>;

/** One dispatch of a compute shader. Every name below is a name in the shader, so none may be a word of WGSL. */
export interface Dispatch {
  /** For error messages: the name of the kernel. */
  readonly label: string;
  /** Bound as `array<f32>`, or `array<i32>` where the tensor is int32 or bool. */
  readonly reads: Tensors;
  readonly writes: Tensors;
  /** Those bound as `array<Value>`, all of as many floats as `width` divides: see `valueTypes`. */
  readonly values?: readonly string[];
  readonly width?: Width;
  /** Those of `writes` that are bound as `array<atomic<u32>>`. */
  readonly atomic?: readonly string[];
  /** Fields of the uniform `u`, as i32. */
  readonly integers?: Numbers;
  /** Fields of the uniform `u`, as f32. */
  readonly floats?: Numbers;
  /** WGSL with an entry point `main`; the bindings are declared before it. */
  readonly code: string;
  readonly workgroups: readonly [number, number, number];
}

const UNIFORM_USAGE = 0x40 | 0x8; // GPUBufferUsage.UNIFORM | COPY_DST
const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** Records a dispatch behind those of tfjs's own kernels; it is submitted with them. None where it would write nothing. */
export function dispatch(backend: DeviceBackend, work: Dispatch): void {
  const { reads, writes, integers = {}, floats = {} } = work;
  if (work.workgroups.includes(0) || Object.values(writes).every(({ shape }) => sizeOf(shape) === 0)) return;
  const tensors = [...Object.values(reads), ...Object.values(writes)];
  for (const { dataId, shape } of tensors) if (sizeOf(shape) > 0) backend.uploadToGPU(dataId);
  const pipeline = pipelineOf(backend.device, work.label, sourceOf(work));
  const buffers = [
    uniformBuffer(backend, integers, floats),
    ...tensors.map(({ dataId }) => backend.tensorMap.get(dataId).resource ?? emptyBuffer(backend)),
  ];
  const bindGroup = backend.device.createBindGroup({
    label: work.label,
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
  backend.ensureCommandEncoderReady();
  backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass();
  const encoder = backend.computePassEncoder;
  encoder.setPipeline(pipeline);
  encoder.setBindGroup(0, bindGroup);
  encoder.dispatchWorkgroups(...work.workgroups);
  backend.dispatchCountInPass++;
  if (env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE') <= backend.dispatchCountInPass) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
}

/** Sets the memory of a tensor to 0. */
export function clear(backend: DeviceBackend, { dataId, shape }: TensorInfo): void {
  if (sizeOf(shape) === 0) return;
  backend.uploadToGPU(dataId);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder!.clearBuffer(backend.tensorMap.get(dataId).resource!);
  backend.commandQueueOwnedIds.add(dataId);
}

function sourceOf({
  reads,
  writes,
  values = [],
  width = 1,
  atomic = [],
  integers = {},
  floats = {},
  code,
}: Dispatch): string {
  const fields = [
    ...Object.keys(integers).map((name) => `${name}: i32,`),
    ...Object.keys(floats).map((name) => `${name}: f32,`),
    'unused: i32,',
  ];
  const element = (name: string, { dtype }: TensorInfo) => {
    if (values.includes(name)) return 'Value';
    return atomic.includes(name) ? 'atomic<u32>' : dtype === 'float32' ? 'f32' : 'i32';
  };
  const declared = [
    ...Object.keys(reads).map((name) => ['read', name, element(name, reads[name]!)] as const),
    ...Object.keys(writes).map((name) => ['read_write', name, element(name, writes[name]!)] as const),
  ];
  return [
    valueTypes(width),
    `struct Uniforms { ${fields.join(' ')} }`,
    '@group(0) @binding(0) var<uniform> u: Uniforms;',
    ...declared.map(
      ([access, name, type], index) =>
        `@group(0) @binding(${index + 1}) var<storage, ${access}> ${name}: array<${type}>;`,
    ),
    // Every binding is used, so that the layout that follows from the code has all of them.
    `fn useAll() -> u32 { return u32(u.unused)${declared.map(([, name]) => ` + arrayLength(&${name})`).join('')}; }`,
    code.replace('/* useAll */', 'if (useAll() == 0u) { return; }'),
  ].join('\n');
}

function pipelineOf(device: GPUDevice, label: string, source: string): GPUComputePipeline {
  if (!pipelines.has(device)) pipelines.set(device, new Map());
  const cache = pipelines.get(device)!;
  let pipeline = cache.get(source);
  if (!pipeline) {
    const module = device.createShaderModule({ label, code: source });
    pipeline = device.createComputePipeline({
      label,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    cache.set(source, pipeline);
  }
  return pipeline;
}

function uniformBuffer(backend: DeviceBackend, integers: Numbers, floats: Numbers): GPUBuffer {
  const [whole, real] = [Object.values(integers), Object.values(floats)];
  const size = Math.ceil((whole.length + real.length + 1) / 4) * 16;
  const data = new ArrayBuffer(size);
  new Int32Array(data).set(whole);
  new Float32Array(data).set(real, whole.length);
  const buffer = backend.bufferManager.acquireBuffer(size, UNIFORM_USAGE);
  backend.queue.writeBuffer(buffer, 0, data);
  backend.uniformPendingDisposal.push(buffer);
  return buffer;
}

const STORAGE_USAGE = 0x80; // GPUBufferUsage.STORAGE
const empty = new WeakMap<GPUDevice, GPUBuffer>();

/** Stands for a tensor without values: a binding must have some. */
function emptyBuffer({ device }: DeviceBackend): GPUBuffer {
  if (!empty.has(device)) empty.set(device, device.createBuffer({ size: 16, usage: STORAGE_USAGE }));
  return empty.get(device)!;
}
