// A study of one's own in a project that has only the published packages: a typed module that `tandem ablate` runs.
import { defineStudy } from '@tandem-det/ablation';
import { parseConfig, runSchema, setupBuilder } from '@tandem-det/cli';
import { headByAssignment } from '@tandem-det/presets';

const config = parseConfig(
  runSchema,
  {
    input: { width: 64, height: 64 },
    data: {
      train: { kind: 'scenes', count: 8, seed: 0 },
      validation: { kind: 'scenes', count: 4, seed: 0 },
    },
    training: { steps: 4, batchSize: 4 },
  },
  'study',
);
const build = setupBuilder(console.warn);
const small = {
  depth: 18,
  width: 8,
  channels: 8,
  interactiveLayers: 2,
  convs: 1,
  norm: { kind: 'group' },
} as const;

export default defineStudy({
  name: 'packed',
  axes: { head: ['parallel', 't-head'], assignment: ['atss', 'tal'] },
  seeds: [0, 1],
  prepare: ({ head, assignment }, seed) =>
    build(config, (classes) => headByAssignment({ ...small, classes, seed, head, assignment })),
});
