import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runContender } from './contender.ts';
import type { ModelOptions, ModelTimes } from './options.ts';
import { formatKernels, formatTimes } from './table.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    backends: { type: 'string', default: 'tensorflow,wasm' },
    rounds: { type: 'string', default: '3' },
    depth: { type: 'string', default: '18' },
    width: { type: 'string', default: '64' },
    channels: { type: 'string', default: '256' },
    layers: { type: 'string', default: '6' },
    batch: { type: 'string', default: '4' },
    size: { type: 'string', default: '320x240' },
    python: { type: 'string', default: process.env['TANDEM_PYTHON'] ?? 'python3' },
  },
});

const [widthPixels, height] = values.size.split('x').map(Number);
const options: ModelOptions = {
  depth: Number(values.depth) as 18 | 50,
  width: Number(values.width),
  channels: Number(values.channels),
  interactiveLayers: Number(values.layers),
  classes: 3,
  batch: Number(values.batch),
  height: height!,
  width_px: widthPixels!,
  objects: 10,
  threads: Math.min(8, availableParallelism()),
  warmUp: 2,
  runs: 5,
};
const contenders = [...values.backends.split(','), 'pytorch'];
console.log(
  `TOOD-R${options.depth} (width ${options.width}, ${options.channels} channels, N = ${options.interactiveLayers}), ` +
    `${values.size} px, batch ${options.batch}, ${options.threads} threads; contenders take turns, ${values.rounds} rounds`,
);

const results = new Map<string, ModelTimes[]>();
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of contenders) {
    const result = runContender(name, options, values.python);
    if ('missing' in result) {
      if (round === 0) console.log(`${name}: left out (${result.missing})`);
    } else {
      results.set(name, [...(results.get(name) ?? []), result]);
    }
  }
}
console.log(formatTimes(results));
for (const [name, rounds] of results) {
  if (rounds[0]!.kernels) console.log(`\n${formatKernels(name, rounds[0]!.kernels)}`);
}
