import { defineStudy } from '@tandem-det/ablation';

export default defineStudy({
  name: 'from a module',
  axes: { regression: ['anchor-free', 'anchor-based'] },
  seeds: [0],
  settings: (cell) => cell,
  prepare() {
    throw new Error('only listed');
  },
});
