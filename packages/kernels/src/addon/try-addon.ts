import type * as ChildProcess from 'node:child_process';
import { nodeModule } from '../wasm/node-module.ts';
import { ADDON_VERSION, addonOp } from './addon-version.ts';
import type { TensorflowPackage } from './tensorflow-package.ts';

/** Loads TensorFlow and the library as a backend does, and convolves 4 × 4 ones by 3 × 3 ones. */
const script = `
const [folder, file, version, op] = process.argv.slice(1);
Object.assign(require('node:util'), { isNullOrUndefined: (value) => value === null || value === undefined });
const tf = require('node:module').createRequire(folder + '/package.json')(folder);
const addon = { exports: {} };
process.dlopen(addon, file);
const expect = (expected, got) => {
  if (String(got) !== String(expected)) throw new Error('expected ' + expected + ', got ' + got);
};
expect(version, addon.exports.version);
const backend = tf.findBackend('tensorflow');
const inputs = [tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), tf.tensor1d([], 'float32')];
const relu = { name: 'relu', type: backend.binding.TF_ATTR_BOOL, value: false };
const [y] = backend.executeMultipleOutputs(op, [relu], inputs, 1);
expect('4,6,6,4,6,9,9,6,6,9,9,6,4,6,6,4', Array.from(y.dataSync(), Math.round));
`;

/** A load of TensorFlow takes 1 or 2 seconds, on a busy machine some more. */
const MOST_MILLISECONDS = 120_000;

/**
 * Tries the library in a process of its own, which one that crashes takes down alone. Returns why it does not work, or
 * nothing.
 */
export function tryAddon({ folder }: TensorflowPackage, file: string): string | undefined {
  const { spawnSync } = nodeModule<typeof ChildProcess>('node:child_process')!;
  const { status, signal, stderr, error } = spawnSync(
    process.execPath,
    ['-e', script, folder, file, String(ADDON_VERSION), addonOp('Conv2D')],
    {
      encoding: 'utf8',
      timeout: MOST_MILLISECONDS,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', NODE_OPTIONS: '' },
    },
  );
  if (status === 0) return undefined;
  if (error) return error.message;
  if (signal) return `its process ended by ${signal}`;
  const thrown = /^\w*Error: (.*)$/m.exec(stderr)?.[1];
  return thrown ?? `its process ended with code ${status}`;
}
