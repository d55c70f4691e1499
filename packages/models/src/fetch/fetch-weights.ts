import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import lockfile from 'proper-lockfile';
import type { PublishedModel, PublishedWeights } from '../catalogue/published-model.ts';
import { modelsFolder } from './cache-folder.ts';
import { checkFile } from './check-file.ts';
import { type DownloadOptions, type DownloadProgress, download } from './download.ts';
import { weightsUrls } from './weights-urls.ts';

export interface FetchWeightsOptions extends Pick<DownloadOptions, 'signal' | 'retries' | 'pause'> {
  /** Folder of the files; `modelsFolder()` where absent. */
  readonly folder?: string;
  /** URL below which all files are looked for, in place of their own; `TANDEM_MODELS_URL` where absent. */
  readonly mirror?: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/**
 * The path of a published model's file. The first call downloads it into the cache: it is written under another name,
 * its size and sum are checked, and then it is renamed, so that a file of this name is whole. A transfer that broke off
 * goes on where it ended. Of two processes, one downloads and the other waits.
 *
 * Errors: an ExpectationError that says what to fetch by hand and where to put it, where the file cannot be had; one
 * for a file that is another than the published one.
 */
export async function fetchWeights(
  { name, weights }: Pick<PublishedModel, 'name' | 'weights'>,
  options: FetchWeightsOptions = {},
): Promise<string> {
  const { folder = modelsFolder(), mirror, ...transfer } = options;
  const file = path.join(folder, weights.fileName);
  if (await isThere(file)) return file;
  const urls = mirror === undefined ? weightsUrls(weights) : weightsUrls(weights, mirror);
  if (urls.length === 0) throw byHand(name, weights, file);
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ExpectationError(
      `folder of models ${folder}`,
      'a folder to write to',
      error.code ?? error.message,
      'Set TANDEM_MODELS_DIR to another one.',
    );
  });
  const release = await locked(file);
  try {
    // Another process may have been first.
    if (!(await isThere(file))) await fetchInto(file, { name, weights, urls, ...transfer });
    return file;
  } finally {
    await release();
  }
}

interface Fetch extends Omit<FetchWeightsOptions, 'folder' | 'mirror'> {
  readonly name: string;
  readonly weights: PublishedWeights;
  readonly urls: readonly string[];
}

async function fetchInto(file: string, { name, weights, urls, ...transfer }: Fetch): Promise<void> {
  const part = `${file}.part`;
  const failures: string[] = [];
  for (const url of urls) {
    try {
      await fetchChecked(url, part, { weights, ...transfer });
    } catch (error) {
      if (transfer.signal?.aborted || error instanceof ExpectationError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EDQUOT') throw await diskFull(file, weights, part);
      failures.push(`${url}: ${reasonOf(error)}`);
      continue;
    }
    await synced(part);
    await rename(part, file);
    return;
  }
  throw new ExpectationError(
    `weights of ${name}`,
    `the file ${weights.fileName} from the network`,
    failures.join('; '),
    `Without a network, fetch ${weights.urls[0] ?? urls[0]} elsewhere and put it at ${file}. ` +
      'Another source: TANDEM_MODELS_URL. Any file of this model: --weights FILE.',
  );
}

/** Fills `part` with the published file, or leaves nothing of another one; the part of another file is fetched anew. */
async function fetchChecked(
  url: string,
  part: string,
  { weights, ...transfer }: Omit<Fetch, 'name' | 'urls'>,
): Promise<void> {
  const wasResumed = await isThere(part);
  await download({ ...transfer, url, part });
  try {
    await checkFile(part, weights, `${url} has another file than the published one; nothing was kept.`);
  } catch (error) {
    await rm(part, { force: true });
    if (!wasResumed) throw error;
    await fetchChecked(url, part, { weights, ...transfer });
  }
}

function byHand(name: string, { fileName, page }: PublishedWeights, file: string): ExpectationError {
  return new ExpectationError(
    `weights of ${name}`,
    `the file ${fileName}`,
    'none, and it is published on a page only',
    `Fetch it from ${page} and put it at ${file}, or give its path: --weights FILE.`,
  );
}

async function diskFull(file: string, { size }: PublishedWeights, part: string): Promise<ExpectationError> {
  // A part that fills the disk helps nobody.
  await rm(part, { force: true });
  return new ExpectationError(
    `weights ${file}`,
    size === undefined ? 'room on the disk' : `${Math.ceil(size / 1e6)} MB of room on the disk`,
    'a full disk',
    'Make room, or set TANDEM_MODELS_DIR to a folder on another disk.',
  );
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

async function locked(file: string): Promise<() => Promise<void>> {
  return await lockfile.lock(file, {
    // There is no such file yet.
    realpath: false,
    stale: 30_000,
    retries: { forever: true, minTimeout: 200, maxTimeout: 2000 },
  });
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function synced(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
}
