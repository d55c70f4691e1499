import { describeFactories } from '@tandem-det/core/testing';
import * as exported from './index.ts';

const coder = { stds: [1, 1, 1, 2] };
const anchors = exported.torchvisionAnchors();

describeFactories({
  exported,
  notFactories: ['fallBackWhereInvalid'],
  changes: {
    coupledHead: { centerOffset: 0.5 },
    decoupledHead: { coder, anchors },
    fcosHead: { points: anchors },
    octaveAnchors: { ratios: [1] },
    retinaHead: { coder, anchors },
    taskAlignedHead: { coder },
    torchvisionAnchors: { sizes: [[8], [16]], ratios: [1] },
    yoloxHead: { norm: { kind: 'group' } },
  },
});
