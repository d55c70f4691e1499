import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a contender's process prints as its last line. */
export interface EvaluationTimes {
  readonly version: string;
  /** Most memory that the process ever held, in bytes. */
  readonly peak: number;
  readonly results: readonly {
    /** Seconds: from the files to what is evaluated, and from there to the numbers. */
    readonly load: number;
    readonly evaluate: number;
    /** The twelve numbers, then AP, AP50, AP75 and AR100 of each class. */
    readonly numbers: readonly number[];
  }[];
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Evaluates the COCO files of a folder by Tandem, in a process of its own. */
export function runTandem(folder: string): EvaluationTimes {
  return run(process.execPath, [...process.execArgv, path('./worker.ts'), folder]);
}

/** The same, for several folders, by pycocotools. */
export function runPycocotools(python: string, folders: readonly string[]): EvaluationTimes {
  return run(python, [path('../../peers/coco.py'), ...folders]);
}

function run(command: string, words: readonly string[]): EvaluationTimes {
  const { status, error, stdout, stderr } = spawnSync(command, words, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(error?.message ?? stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as EvaluationTimes;
}
