import { backend, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { startBackend } from '../backends/index.ts';

// Whether the TensorFlow that is set up computes rightly on this processor: one of its own operations, without a kernel
// of Tandem, against a value worked out by hand. Exit code 3 where it does not.
const started = await startBackend({ name: 'tensorflow', report: () => {} });
interface NodeBackend {
  readonly binding: Readonly<Record<string, number>>;
  executeSingleOutput(
    name: string,
    attributes: unknown[],
    inputs: unknown[],
  ): { data(): Promise<Float32Array> };
}
const node = backend() as unknown as NodeBackend;
const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_ATTR_TYPE, TF_FLOAT } = node.binding;
// The input gradient of a convolution of stride 2, whose padding is a cell on each side: 1·20, 1·30 + 2·10, 2·20.
const gradient = node.executeSingleOutput(
  'Conv2DBackpropInput',
  [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'strides', type: TF_ATTR_INT, value: [1, 1, 2, 1] },
    { name: 'padding', type: TF_ATTR_STRING, value: 'SAME' },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'use_cudnn_on_gpu', type: TF_ATTR_BOOL, value: true },
    { name: 'dilations', type: TF_ATTR_INT, value: [1, 1, 1, 1] },
  ],
  [tensor1d([1, 1, 3, 1], 'int32'), tensor4d([10, 20, 30], [1, 3, 1, 1]), tensor4d([1, 2], [1, 1, 2, 1])],
);
const got = [...(await gradient.data())];
const isRight = got.join() === '20,50,40';
console.log(
  isRight
    ? `${started.description} computes rightly on this processor.`
    : `TensorFlow computes wrongly on this processor: Conv2DBackpropInput of stride 2 gives ${got.join(', ')} for 20, 50, 40.`,
);
await started.stop();
process.exitCode = isRight ? 0 : 3;
