#!/usr/bin/env node
import { ExpectationError } from '@tandem-det/base';
import { checkTensorflow } from './check-tensorflow.ts';
import { setupTensorflow } from './setup-tensorflow.ts';

const help = `Makes the tensorflow backend work in this project (Linux).

  --gpu    with TensorFlow's CUDA build, and fail unless it finds a GPU
  --check  only say whether it works
  --help

TANDEM_TENSORFLOW_DIR  a TensorFlow to build against, instead of looking for one or downloading it
XDG_CACHE_HOME         where downloaded and built files are kept (default ~/.cache)`;

const parameters = process.argv.slice(2);
const unknown = parameters.find((one) => !['--gpu', '--check', '--help'].includes(one));
try {
  if (unknown) throw new ExpectationError('setup', '--gpu, --check or --help', unknown);
  if (parameters.includes('--help')) console.log(help);
  else if (parameters.includes('--check')) console.log(await checkTensorflow());
  else await setupTensorflow({ gpu: parameters.includes('--gpu'), report: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof ExpectationError ? error.message : error);
  process.exitCode = 1;
}
