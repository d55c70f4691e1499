import { randomUUID } from 'node:crypto';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';

/** Files of one run. */
export interface RunFolder {
  readonly path: string;
  /** Weights, classes and where the run stands: all that detection needs. */
  readonly checkpoint: string;
  /** Weights of the best evaluation so far. */
  readonly best: string;
  /** One JSON object per line: every step, evaluation and warning. */
  readonly log: string;
  /** What the run is, and of each of its stretches when, where and with which versions it ran. */
  readonly record: string;
  /** Which process trains the run, or did so last. */
  readonly owner: string;
  /** Folder of the event files that TensorBoard shows. */
  readonly board: string;
  /** Folder of pictures, one folder an image and one picture an evaluation. */
  readonly pictures: string;
  /** The optimizer's tensors of the checkpoint at this step. */
  optimizerState(step: number): string;
}

export function runFolder(path: string): RunFolder {
  return {
    path,
    checkpoint: join(path, 'checkpoint.safetensors'),
    best: join(path, 'best.safetensors'),
    log: join(path, 'log.jsonl'),
    record: join(path, 'run.json'),
    owner: join(path, 'owner.json'),
    board: join(path, 'tensorboard'),
    pictures: join(path, 'pictures'),
    optimizerState: (step) => join(path, `optimizer-${step}.safetensors`),
  };
}

/** Makes the folder and proves, by writing to it, that a run can be kept there. */
export async function openRunFolder(path: string): Promise<RunFolder> {
  const probe = join(path, `.probe.${randomUUID()}.part`);
  try {
    await mkdir(path, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new ExpectationError(
      `output folder ${path}`,
      'a folder that can be written to',
      (error as NodeJS.ErrnoException).code ?? String(error),
      'Choose another folder, or change its permissions; nothing has been started.',
    );
  }
  return runFolder(path);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
