import type { Adapter } from '../adapter.ts';
import type { GoldenCase } from '../cases/golden-case.ts';
import { Unsupported } from '../unsupported.ts';
import { atssAdapter } from './assigner/atss.ts';
import { fcosAdapter } from './assigner/fcos.ts';
import { maxIouAdapter } from './assigner/max-iou.ts';
import { otaAdapter } from './assigner/ota.ts';
import { simOtaAdapter } from './assigner/sim-ota.ts';
import { taskAlignedAdapter } from './assigner/task-aligned.ts';
import { cspDarknetAdapter } from './backbone-csp-darknet.ts';
import { resnetAdapter } from './backbone-resnet.ts';
import { checkpointAdapter } from './checkpoint.ts';
import { cocoEvaluationAdapter } from './coco-evaluation.ts';
import {
  atssDetectorAdapter,
  fcosDetectorAdapter,
  gflDetectorAdapter,
  retinanetDetectorAdapter,
  toodDetectorAdapter,
} from './detector.ts';
import { yoloxDetectorAdapter } from './detector-yolox.ts';
import { atssHeadAdapter } from './head/atss.ts';
import { fcosHeadAdapter } from './head/fcos.ts';
import { gflHeadAdapter } from './head/gfl.ts';
import { retinanetHeadAdapter } from './head/retinanet.ts';
import { toodHeadAdapter } from './head/tood.ts';
import { yoloxHeadAdapter } from './head/yolox.ts';
import { binaryCrossEntropyAdapter, centernessAdapter } from './loss/cross-entropy.ts';
import { deltaAdapter } from './loss/delta.ts';
import { distributionFocalAdapter } from './loss/distribution-focal.ts';
import { focalAdapter } from './loss/focal.ts';
import { iouAdapter } from './loss/iou.ts';
import { qualityFocalAdapter, taskAlignedFocalAdapter } from './loss/quality-focal.ts';
import { balancedCrossEntropyAdapter, crossEntropyAdapter } from './loss/softmax-cross-entropy.ts';
import { varifocalAdapter } from './loss/varifocal.ts';
import { cspPafpnAdapter } from './neck-csp-pafpn.ts';
import { fpnAdapter } from './neck-fpn.ts';
import { batchNormAdapter } from './op/batch-norm.ts';
import { batchedNmsAdapter } from './op/batched-nms.ts';
import { boundarySamplingAdapter } from './op/boundary-sampling.ts';
import { conv2dAdapter } from './op/conv2d.ts';
import { deformableConv2dAdapter } from './op/deformable-conv2d.ts';
import { deltaBoxCoderAdapter } from './op/delta-box-coder.ts';
import { distributionIntegralAdapter } from './op/distribution-integral.ts';
import { groupNormAdapter } from './op/group-norm.ts';
import { iouLossAdapter } from './op/iou-loss.ts';
import { maxPoolAdapter } from './op/max-pool.ts';
import { nearestUpsampleAdapter } from './op/nearest-upsample.ts';
import { nmsAdapter } from './op/nms.ts';
import { pairwiseAdapter } from './op/pairwise-iou.ts';
import { sigmoidFocalLossAdapter } from './op/sigmoid-focal-loss.ts';
import { sigmoidGeometricMeanAdapter } from './op/sigmoid-geometric-mean.ts';
import { torchvisionFcosAdapter, torchvisionRetinanetAdapter } from './torchvision.ts';

/** Adapters by kind and component. */
const ADAPTERS: Readonly<Record<string, Readonly<Record<string, Adapter>>>> = {
  op: {
    conv2d: conv2dAdapter,
    'deformable-conv2d': deformableConv2dAdapter,
    'group-norm': groupNormAdapter,
    'batch-norm': batchNormAdapter,
    'max-pool': maxPoolAdapter,
    'nearest-upsample': nearestUpsampleAdapter,
    'boundary-sampling': boundarySamplingAdapter,
    'sigmoid-geometric-mean': sigmoidGeometricMeanAdapter,
    'pairwise-iou': pairwiseAdapter('iou'),
    'pairwise-giou': pairwiseAdapter('giou'),
    'iou-loss': iouLossAdapter('iou'),
    'linear-iou-loss': iouLossAdapter('iou'),
    'giou-loss': iouLossAdapter('giou'),
    'diou-loss': iouLossAdapter('diou'),
    'ciou-loss': iouLossAdapter('ciou'),
    'sigmoid-focal-loss': sigmoidFocalLossAdapter,
    nms: nmsAdapter,
    'batched-nms': batchedNmsAdapter,
    'delta-box-coder': deltaBoxCoderAdapter,
    'distribution-integral': distributionIntegralAdapter,
  },
  assigner: {
    atss: atssAdapter,
    'task-aligned': taskAlignedAdapter,
    'max-iou': maxIouAdapter,
    fcos: fcosAdapter,
    simota: simOtaAdapter,
    ota: otaAdapter,
  },
  backbone: { resnet: resnetAdapter, 'csp-darknet': cspDarknetAdapter },
  neck: { fpn: fpnAdapter, 'yolox-pafpn': cspPafpnAdapter },
  head: {
    tood: toodHeadAdapter,
    atss: atssHeadAdapter,
    retinanet: retinanetHeadAdapter,
    fcos: fcosHeadAdapter,
    gfl: gflHeadAdapter,
    yolox: yoloxHeadAdapter,
  },
  detector: {
    tood: toodDetectorAdapter,
    atss: atssDetectorAdapter,
    retinanet: retinanetDetectorAdapter,
    fcos: fcosDetectorAdapter,
    gfl: gflDetectorAdapter,
    yolox: yoloxDetectorAdapter,
    'torchvision-retinanet': torchvisionRetinanetAdapter,
    'torchvision-fcos': torchvisionFcosAdapter,
  },
  checkpoint: {
    safetensors: checkpointAdapter('safetensors'),
    'pytorch-zip': checkpointAdapter('pytorch'),
    'pytorch-legacy': checkpointAdapter('pytorch'),
  },
  'coco-eval': { bbox: cocoEvaluationAdapter },
  loss: {
    focal: focalAdapter('logits'),
    'focal-on-probabilities': focalAdapter('probabilities'),
    'quality-focal': qualityFocalAdapter,
    'task-aligned-focal': taskAlignedFocalAdapter,
    iou: iouAdapter('iou', '-ln(max(IoU, eps))'),
    'linear-iou': iouAdapter('iou', '1 - max(IoU, eps)'),
    giou: iouAdapter('giou', '1 - GIoU'),
    diou: iouAdapter('diou', '1 - DIoU'),
    ciou: iouAdapter('ciou', '1 - (IoU - rho2/c2 - v^2/(1 - IoU + v))'),
    'binary-cross-entropy': binaryCrossEntropyAdapter,
    centerness: centernessAdapter,
    varifocal: varifocalAdapter,
    'distribution-focal': distributionFocalAdapter,
    l1: deltaAdapter('l1'),
    'smooth-l1': deltaAdapter('smooth-l1'),
    'cross-entropy': crossEntropyAdapter,
    'balanced-cross-entropy': balancedCrossEntropyAdapter,
  },
};

/** The adapter for a case; Unsupported where there is none. */
export function adapterFor({ kind, component }: GoldenCase): Adapter {
  const components = Object.hasOwn(ADAPTERS, kind) ? ADAPTERS[kind]! : {};
  if (!Object.hasOwn(components, component)) throw new Unsupported(`no ${kind} "${component}" yet`);
  return components[component]!;
}
