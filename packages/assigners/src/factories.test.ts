import { describeFactories } from '@tandem-det/core/testing';
import * as exported from './index.ts';

describeFactories({
  exported,
  notFactories: ['buildAssignment'],
  changes: { fcosRanges: { ranges: [[0, 100]] } },
});
