import { describeFactories } from '@tandem-det/core/testing';
import * as exported from './index.ts';

const norm = { kind: 'group' };
const pyramid = { norm, levels: [3, 5] };

describeFactories({ exported, changes: { cspPafpn: { norm }, fpn: pyramid, pafpn: pyramid } });
