import { conv2d, ones, type Tensor4D } from '@tensorflow/tfjs-core';
import { startBackend } from '../backends/start-backend.ts';
import { ExpectationError } from '../errors.ts';
import { runCommand } from './run-command.ts';

/** Starts the tensorflow backend in this process and convolves with it; returns its description. */
export async function checkTensorflow(): Promise<string> {
  const { description } = await startBackend({ name: 'tensorflow', report: () => {} });
  const sums = await conv2d(
    ones([1, 4, 4, 1]) as Tensor4D,
    ones([3, 3, 1, 1]) as Tensor4D,
    1,
    'valid',
  ).data();
  const got = [...sums].join(', ');
  if (got === '9, 9, 9, 9') return description;
  throw new ExpectationError('setup', 'a 3 × 3 convolution of ones to give 9, 9, 9, 9', got);
}

export interface CheckResult {
  readonly works: boolean;
  /** The backend's description, or why it does not work. */
  readonly message: string;
}

/** Does the same in a new process, which a binding that crashes takes down alone. */
export async function checkTensorflowApart(): Promise<CheckResult> {
  const { code, stdout, stderr } = await runCommand(process.execPath, [
    ...process.execArgv,
    process.argv[1]!,
    '--check',
  ]);
  return { works: code === 0, message: (code === 0 ? stdout : stderr).trim() };
}
