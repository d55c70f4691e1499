import { atssAssigner } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import type { DensePredictions, Head, Priors } from '@tandem-det/core';
import { createDetector } from '@tandem-det/detector';
import { focal } from '@tandem-det/losses';
import { fpn } from '@tandem-det/necks';
import type * as tf from '@tensorflow/tfjs-core';
import type { Adapter, CaseContext } from '../adapter.ts';
import type { Options } from '../cases/options.ts';
import { toTensor, toValues } from '../values/to-tensor.ts';
import { readResNet } from './backbone-resnet.ts';
import { atssOutputs, readAtssHead } from './head/atss.ts';
import { checkSelection } from './head/detections.ts';
import { fcosOutputs, readFcosHead } from './head/fcos.ts';
import { gflOutputs, readGflHead } from './head/gfl.ts';
import { readSelection } from './head/read-head.ts';
import { readRetinaHead, retinaOutputs } from './head/retinanet.ts';
import { readToodHead, toodOutputs } from './head/tood.ts';
import { readFpn } from './neck-fpn.ts';
import { checkParameters, fillParameters } from './parameters.ts';

export const toodDetectorAdapter: Adapter = (context) => {
  const { head, classes } = readToodHead(headOptions(context.options, 'tood'));
  return runDetector(context, head, classes, toodOutputs(head));
};

export const atssDetectorAdapter: Adapter = (context) => {
  const { head, classes } = readAtssHead(headOptions(context.options, 'atss'));
  return runDetector(context, head, classes, atssOutputs);
};

export const retinanetDetectorAdapter: Adapter = (context) => {
  const { head, classes } = readRetinaHead(headOptions(context.options, 'retinanet'));
  return runDetector(context, head, classes, retinaOutputs);
};

export const fcosDetectorAdapter: Adapter = (context) => {
  const { head, classes } = readFcosHead(headOptions(context.options, 'fcos'));
  return runDetector(context, head, classes, fcosOutputs);
};

export const gflDetectorAdapter: Adapter = (context) => {
  const { head, classes } = readGflHead(headOptions(context.options, 'gfl'));
  return runDetector(context, head, classes, gflOutputs);
};

/** A detector's `head` section repeats the rules of its selection. */
function headOptions(options: Options, type: string): Options {
  const section = options.section('head');
  section.fixed({ type });
  readSelection(section);
  return section;
}

/** Runs a detector of a ResNet and a pyramid on one image: raw outputs and detections. */
async function runDetector<P extends DensePredictions>(
  context: CaseContext,
  head: Head<P>,
  classes: number,
  outputs: (predictions: P, priors: Priors) => Readonly<Record<string, tf.Tensor>>,
): Promise<void> {
  const { options, tensors, check } = context;
  const { backbone, neck } = readTrunk(options);
  const imageShape = options.numbers('imageShape') as readonly [number, number];
  options.fixed({ normalisation: null });
  const selection = readSelection(options);
  options.finish();
  const detector = createDetector<P>({
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    backbone,
    neck,
    head,
    assigner: atssAssigner(),
    loss: focal(),
  });
  try {
    checkParameters(context, detector.parameters);
    fillParameters(context, detector.parameters);
    const image = toTensor('features', tensors.read('in.image')) as tf.Tensor4D;
    tensors.finish();
    const predictions = detector.predict(image);
    const priors = detector.priors(image.shape[1], image.shape[2]);
    for (const [name, map] of Object.entries(outputs(predictions, priors))) {
      check(`out.${name}`, await toValues(map.rank === 4 ? 'features' : 'plain', map));
    }
    const imageShapes = Array<readonly [number, number]>(image.shape[0]).fill(imageShape);
    await checkSelection(context, head, predictions, priors, { imageShapes }, selection);
  } finally {
    detector.dispose();
  }
}

function readTrunk(options: Options) {
  const trunk = options.section('backbone');
  trunk.fixed({ type: 'resnet', batchNorm: 'running statistics, eps 1e-5' });
  const shape = readResNet(trunk);
  const pyramid = options.section('neck');
  pyramid.fixed({ type: 'fpn' });
  const neck = fpn(readFpn(pyramid, pyramid.number('channels')));
  return { backbone: resnet({ ...shape, norm: { kind: 'frozen-batch' } }), neck };
}
