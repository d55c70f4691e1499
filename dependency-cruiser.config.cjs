/** A package imports only lower levels, never a sibling (docs/architecture.md). */
const levels = [
  ['base'],
  ['kernels'],
  ['core'],
  ['backbones', 'necks', 'heads', 'assigners', 'losses', 'data', 'checkpoints', 'evaluation'],
  ['detector'],
  ['presets', 'training', 'inference', 'visualization'],
  ['ablation'],
  ['recipes'],
  ['models'],
  ['cli'],
  ['tandem-det'],
  ['parity', 'bench', 'composition', 'folder-order'],
];
const folders = (names) => `^packages/(${names.join('|')})/`;

module.exports = {
  forbidden: [
    ...levels.flatMap((names, level) =>
      names.map((name) => ({
        name: `level-${level}-${name}`,
        comment: `${name} is at level ${level}: it imports only lower levels.`,
        severity: 'error',
        from: { path: folders([name]) },
        to: {
          path: folders(levels.slice(level).flat()),
          pathNot: `^packages/${name}/`,
        },
      })),
    ),
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-package-imports-examples',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^examples/' },
    },
    {
      name: 'without-tensors',
      comment: 'installed alone, these bring no TensorFlow.js; of data, the entry ./batches makes tensors',
      severity: 'error',
      from: {
        path: '^packages/(base|data|evaluation|visualization)/src',
        pathNot: '\\.(test|fixture)\\.ts$|/testing/|^packages/data/src/batch(es)?\\.ts$',
      },
      to: { path: '@tensorflow|^packages/(kernels|core)/' },
    },
    {
      name: 'resolvable',
      comment: 'node-pre-gyp is required from the folder of an installed tfjs-node, whose dependency it is',
      severity: 'error',
      from: { path: '^(packages|examples)/' },
      to: { couldNotResolve: true, pathNot: '^@mapbox/node-pre-gyp$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/node_modules/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@tandem-det/source', 'import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
