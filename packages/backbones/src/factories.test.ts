import { describeFactories } from '@tandem-det/core/testing';
import * as exported from './index.ts';

const norm = { kind: 'group' };

describeFactories({
  exported,
  changes: {
    cspDarknet: { norm, levels: [4, 5] },
    resnet: { norm, depth: 18, frozenStages: 2, levels: [2, 5], deformable: { levels: [5] } },
  },
});
