import type { Heap } from './heap.ts';

/** Images of pixels of channels, cut into chunks that fit a core's caches. */
export interface Chunks {
  readonly images: number;
  /** Of one image. */
  readonly pixels: number;
  readonly channels: number;
  readonly chunkPixels: number;
  /** Of one image. */
  readonly chunks: number;
  /** Of all images: one item each. */
  readonly items: number;
  /** The kernels' first parameters. */
  readonly parameters: readonly number[];
  /** Number of values. */
  readonly size: number;
}

/** Values of a chunk, at most; 64 KiB. */
const CHUNK_VALUES = 16_384;

/** The same cut however many threads there are, so that sums of chunks do not depend on them. */
export function chunksOf(images: number, pixels: number, channels: number): Chunks {
  const chunkPixels = Math.max(1, Math.min(pixels, 256, Math.floor(CHUNK_VALUES / channels)));
  const chunks = Math.ceil(pixels / chunkPixels);
  return {
    images,
    pixels,
    channels,
    chunkPixels,
    chunks,
    items: images * chunks,
    parameters: [channels, pixels, chunkPixels, chunks],
    size: images * pixels * channels,
  };
}

/** Number of pixels of each chunk of an image. */
export function pixelsOfChunk({ pixels, chunkPixels }: Chunks, chunk: number): number {
  return Math.min(chunkPixels, pixels - chunk * chunkPixels);
}

/** Runs a kernel that writes `rows` sums per channel and chunk, and returns them: [items][rows][channels]. */
export function partialSums(
  heap: Heap,
  kernel: 'channelSums' | 'channelMoments' | 'channelProducts',
  cut: Chunks,
  parameters: readonly number[],
): Float32Array {
  const rows = kernel === 'channelSums' ? 1 : 2;
  const length = cut.items * rows * cut.channels;
  const target = heap.temporary(4 * length);
  heap.run(kernel, {
    parameters: [...cut.parameters, ...parameters, target],
    items: cut.items,
    work: 2 * rows * cut.size,
  });
  return heap.floats(target, length);
}
