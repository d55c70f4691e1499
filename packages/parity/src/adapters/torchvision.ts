import type { ResNetDepth } from '@tandem-det/backbones';
import { type TorchvisionDetector, torchvisionNames } from '@tandem-det/checkpoints';
import {
  type DeltaPredictions,
  type DensePredictions,
  distancesFromBoxes,
  type Priors,
  type QualityPredictions,
} from '@tandem-det/core';
import { createDetector, type DetectorOptions } from '@tandem-det/detector';
import { type TorchvisionOptions, torchvisionFcos, torchvisionRetinanet } from '@tandem-det/presets';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter, CaseContext } from '../adapter.ts';
import type { Options } from '../cases/options.ts';
import { Unsupported } from '../unsupported.ts';
import { toTensor, toValues } from '../values/to-tensor.ts';
import { readResNet } from './backbone-resnet.ts';
import { checkSelection } from './head/detections.ts';
import { readSelection } from './head/read-head.ts';
import { checkParameters, fillParameters } from './parameters.ts';

export const torchvisionRetinanetAdapter: Adapter = (context) => {
  const { options } = context;
  options.fixed({
    builder: 'retinanet_resnet50_fpn',
    outputs: 'cls_logits, bbox_regression: levels, rows, columns, anchors in one axis',
    anchors:
      'sizes (s, floor(s * 2^(1/3)), floor(s * 2^(2/3))) for s in 32, 64, 128, 256, 512; ratios (height / width) ' +
      '0.5, 1, 2; order: ratio, then size; corners rounded to integers before shifting; strides = floor(padded size ' +
      '/ map size), per axis',
  });
  options.section('coder').fixed({ type: 'delta', means: [0, 0, 0, 0], stds: [1, 1, 1, 1] });
  const outputs = ({ classLogits, boxDeltas }: DeltaPredictions) => ({
    cls_logits: classLogits,
    bbox_regression: boxDeltas,
  });
  return runTorchvision(context, 'retinanet', torchvisionRetinanet, outputs);
};

export const torchvisionFcosAdapter: Adapter = (context) => {
  const { options } = context;
  options.fixed({
    builder: 'fcos_resnet50_fpn',
    outputs: 'cls_logits, bbox_regression, bbox_ctrness: levels, rows, columns, anchors in one axis',
    score: 'sqrt(class * centerness), then the threshold',
    anchors:
      'square, side 8, 16, 32, 64, 128, centred on (column * stride, row * stride); strides = floor(padded size / ' +
      'map size), per axis; distances (after ReLU, from the centre) are in units of the anchor side',
  });
  const outputs = ({ classLogits, boxes, qualityLogits }: QualityPredictions, priors: Priors) => ({
    cls_logits: classLogits,
    bbox_regression: tf.div(distancesFromBoxes(priors.centers, boxes), tf.expandDims(priors.strides, 1)),
    bbox_ctrness: tf.expandDims(qualityLogits, 2),
  });
  return runTorchvision(context, 'fcos', torchvisionFcos, outputs);
};

/** Runs one of torchvision's detectors under its own names for parameters, on one image padded to multiples of 32. */
async function runTorchvision<P extends DensePredictions>(
  context: CaseContext,
  kind: TorchvisionDetector,
  create: (options: TorchvisionOptions) => DetectorOptions<P>,
  outputs: (predictions: P, priors: Priors) => Readonly<Record<string, tf.Tensor>>,
): Promise<void> {
  const { options, tensors, check } = context;
  const classes = options.number('numClasses');
  const depth = readDepth(options);
  const imageShape = options.numbers('imageShape') as readonly [number, number];
  options.fixed({ normalisation: null, padTo: 'multiples of 32 with 0' });
  const selection = readSelection(options);
  options.finish();
  const names = torchvisionNames(kind);
  const nameOf = (name: string) => names(name)[0]!;
  const parts = create({
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    depth,
  });
  const detector = createDetector(parts);
  try {
    checkParameters(context, detector.parameters, nameOf);
    fillParameters(context, detector.parameters, nameOf);
    const image = padded(toTensor('features', tensors.read('in.image')) as tf.Tensor4D);
    tensors.finish();
    const predictions = detector.predict(image);
    const priors = detector.priors(image.shape[1], image.shape[2]);
    for (const [name, values] of Object.entries(outputs(predictions, priors))) {
      check(`out.${name}`, await toValues('plain', values));
    }
    const imageShapes = Array<readonly [number, number]>(image.shape[0]).fill(imageShape);
    await checkSelection(context, detector.head, predictions, priors, { imageShapes }, selection);
  } finally {
    detector.dispose();
  }
}

function readDepth(options: Options): ResNetDepth {
  const section = options.section('backbone');
  section.fixed({ type: 'resnet', batchNorm: 'running statistics, eps 1e-5' });
  const { depth, ...others } = readResNet(section);
  const { width, groups, groupWidth, stemWidth, style } = others;
  const isPlain = groups === 1 && [width, groupWidth, stemWidth].every((size) => size === 64);
  if (!isPlain || style !== 'pytorch' || 'deformable' in others) throw new Unsupported('another ResNet');
  options.section('neck').fixed({
    type: 'torchvision FPN',
    levels: 'P3 to P7',
    P6: 'convolution of P5 (the output)',
    P7: 'convolution of relu(P6)',
  });
  return depth;
}

/** Zeros on the right and below up to multiples of 32. */
function padded(image: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = image.shape;
  const missing = (size: number): [number, number] => [0, Math.ceil(size / 32) * 32 - size];
  return tf.pad(image, [[0, 0], missing(height), missing(width), [0, 0]]);
}
