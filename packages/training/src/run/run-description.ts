import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Json } from '@tandem-det/base';
import { replaceFile } from '@tandem-det/base/files';
import { type BackendDetails, backendDetails } from '@tandem-det/kernels/backends';
import { version_core } from '@tensorflow/tfjs-core';
import type { RunParts } from './run-parts.ts';
import { withRoom } from './with-room.ts';

/** One stretch of a run: from its start, or from where it was resumed. */
export interface RunSession {
  /** ISO 8601. */
  readonly started: string;
  /** Steps done before it. */
  readonly step: number;
  readonly backend: string;
  /** What it computed with; null where `startBackend` did not start it. */
  readonly backendDetails: BackendDetails | null;
  readonly versions: Readonly<Record<'tandem' | 'tfjs' | 'node', string>>;
  readonly machine: {
    /** Such as `linux x64`. */
    readonly platform: string;
    /** The operating system and its release. */
    readonly system: string;
    readonly cpu: string;
    /** That this process may use. */
    readonly cores: number;
    /** Bytes. */
    readonly memory: number;
  };
  readonly git: GitState | null;
}

/** The work tree that the run was started in. */
export interface GitState {
  readonly commit: string;
  readonly branch: string;
  /** Files that differ from the commit, as `git status` has them. */
  readonly changed: readonly string[];
}

/** What the file `run.json` of a run's folder holds. */
export interface RunDescription {
  readonly config: Json;
  /** What the run is made of. */
  readonly parts: RunParts;
  readonly seed: number;
  readonly optimizer: string;
  /** Images that one step learns from. */
  readonly batchSize: number;
  /** Images of it that are computed at a time. */
  readonly microBatch: number;
  readonly sessions: readonly RunSession[];
}

/** Adds a session that begins now to the record in this file; the rest of it is as given. */
export async function recordSession(
  path: string,
  record: Omit<RunDescription, 'sessions'>,
  { step, backend }: Pick<RunSession, 'step' | 'backend'>,
): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const sessions = step === 0 || text === undefined ? [] : (JSON.parse(text) as RunDescription).sessions;
  const session: RunSession = {
    started: new Date().toISOString(),
    step,
    backend,
    backendDetails: backendDetails() ?? null,
    versions: { tandem: await ownVersion(), tfjs: version_core, node: process.version },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      system: `${type()} ${release()}`,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memory: totalmem(),
    },
    git: await gitState(process.cwd()),
  };
  const updated = `${JSON.stringify({ ...record, sessions: [...sessions, session] }, null, 2)}\n`;
  await withRoom(path, () => replaceFile(path, (file) => file.writeFile(updated)));
}

/** The state of the repository that a folder belongs to; null where there is none, or no git. */
export async function gitState(folder: string): Promise<GitState | null> {
  const git = async (...words: string[]) => {
    const { stdout } = await promisify(execFile)('git', words, { cwd: folder, maxBuffer: 2 ** 26 });
    return stdout.trimEnd();
  };
  try {
    const [commit, branch, status] = await Promise.all([
      git('rev-parse', 'HEAD'),
      git('rev-parse', '--abbrev-ref', 'HEAD'),
      git('status', '--porcelain'),
    ]);
    return { commit, branch, changed: status.split('\n').filter((line) => line !== '') };
  } catch {
    return null;
  }
}

/** Version of this package: its package.json lies above the sources and above the build. */
async function ownVersion(): Promise<string> {
  for (const above of ['../package.json', '../../package.json']) {
    const path = fileURLToPath(new URL(above, import.meta.url));
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
  }
  return 'unknown';
}
