#!/usr/bin/env node
import { ExpectationError } from '@tandem-det/base';
import { checkWebgpu } from './check-webgpu.ts';
import { setupWebgpu } from './setup-webgpu.ts';

const help = `Makes the webgpu backend work in Node: on a GPU, or in software (Debian and its relatives).

  --check  only say whether it works
  --help

XDG_CACHE_HOME  where the downloaded driver is kept (default ~/.cache)`;

const parameters = process.argv.slice(2);
const unknown = parameters.find((one) => !['--check', '--help'].includes(one));
try {
  if (unknown) throw new ExpectationError('setup', '--check or --help', unknown);
  if (parameters.includes('--help')) console.log(help);
  else if (parameters.includes('--check')) console.log(await checkWebgpu());
  else await setupWebgpu((line) => console.log(line));
} catch (error) {
  console.error(error instanceof ExpectationError ? error.message : error);
  process.exitCode = 1;
}
