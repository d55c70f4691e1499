import assert from 'node:assert/strict';
import { defineStudy, planRuns, spread, spreadText } from '@tandem-det/ablation';

const study = defineStudy({
  name: 'heads',
  axes: { head: ['parallel', 'aligned'] },
  seeds: [0, 1, 2],
  prepare: () => {
    throw new Error('not run');
  },
});
assert.equal(planRuns(study).length, 6);
assert.match(spreadText(spread([30, 32, 31])), /^31\.0 ± /);
