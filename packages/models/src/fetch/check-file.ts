import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ExpectationError } from '@tandem-det/base';
import type { PublishedWeights } from '../catalogue/published-model.ts';

/**
 * Throws an ExpectationError unless a file is the published one: by its size and by its SHA-256, or as many digits of
 * it as are published. Where nothing is published of a file, it must at least begin as a file of weights does.
 */
export async function checkFile(
  file: string,
  { size, sha256 }: Pick<PublishedWeights, 'size' | 'sha256'>,
  remedy: string,
): Promise<void> {
  const found = await stat(file);
  if (size !== undefined && found.size !== size) {
    throw new ExpectationError(file, `${size} bytes`, `${found.size}`, remedy);
  }
  if (sha256 === undefined) return checkBeginning(file, remedy);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const digest = hash.digest('hex');
  if (digest.startsWith(sha256)) return;
  const begins = sha256.length < digest.length ? ' that begins with' : '';
  throw new ExpectationError(file, `a SHA-256${begins} ${sha256}`, digest.slice(0, sha256.length), remedy);
}

/** A zip or a pickle of PyTorch, or the eight bytes of a safetensors header's length and its brace. */
async function checkBeginning(file: string, remedy: string): Promise<void> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(9), 0, 9, 0);
    const isPytorch = buffer.subarray(0, 2).toString('latin1') === 'PK' || buffer[0] === 0x80;
    if (bytesRead === 9 && (isPytorch || buffer[8] === 0x7b)) return;
    const start = buffer.subarray(0, bytesRead).toString('hex');
    throw new ExpectationError(
      file,
      'a file of PyTorch or safetensors',
      `one that begins with ${start}`,
      remedy,
    );
  } finally {
    await handle.close();
  }
}
