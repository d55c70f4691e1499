import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '@tandem-det/core/testing';

/** A real file system of one MiB that can be filled up. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all of its room but for so many blocks. */
  leave(blocks: number): void;
  /** Gives the room back. */
  clear(): void;
  unmount(): void;
}

/** Mounts a file system in memory, as root or by sudo without a password; or says why that cannot be. */
export async function smallDisk(): Promise<SmallDisk | { readonly missing: string }> {
  const path = await newFolder();
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const run = (...words: string[]) => {
    const [command, ...rest] = [...asRoot, ...words];
    execFileSync(command!, rest, { stdio: 'pipe' });
  };
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=1m,mode=1777', 'tmpfs', path);
  } catch (error) {
    return { missing: (error as Error).message.trim() };
  }
  const ballast = join(path, 'ballast');
  return {
    path,
    leave(blocks) {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(ballast, new Uint8Array((bavail - blocks) * bsize));
    },
    clear: () => rmSync(ballast, { force: true }),
    unmount: () => run('umount', path),
  };
}
