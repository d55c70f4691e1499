import { ExpectationError, expectThat } from '@tandem-det/base';
import type { TensorSummary } from '../checkpoint.ts';
import { BYTES_PER_VALUE, isDtype } from '../numbers/dtypes.ts';
import { duplicateKey } from './duplicate-key.ts';

/** Where one tensor lies in a file. */
export interface TensorEntry extends TensorSummary {
  /** First byte, counted from the beginning of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Largest header that is accepted, in bytes: the limit of the format's own library. */
const MAX_HEADER_BYTES = 100_000_000;

const DAMAGED = 'The file is damaged or is not safetensors.';

/**
 * Length of the JSON header, from the first 8 bytes (uint64, little endian).
 * Throws when the file ends before the header does, or the header is larger than MAX_HEADER_BYTES.
 */
export function headerLength(where: string, first: Uint8Array, fileSize: number): number {
  expectThat(first.length === 8, where, 'at least 8 bytes', `${first.length}`, DAMAGED);
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true);
  expectThat(
    length <= BigInt(MAX_HEADER_BYTES),
    where,
    `a header of at most ${MAX_HEADER_BYTES} bytes`,
    `${length}`,
    DAMAGED,
  );
  expectThat(
    8 + Number(length) <= fileSize,
    where,
    `a header of ${length} bytes`,
    `a file of ${fileSize} bytes`,
    DAMAGED,
  );
  return Number(length);
}

/**
 * Reads the JSON header and checks that the tensors fill the rest of the file exactly: each has as many
 * bytes as its shape and type need, none overlaps another, nothing is left over.
 *
 * Source: the safetensors format description (header of `dtype`, `shape`, `data_offsets`).
 */
export function parseHeader(where: string, bytes: Uint8Array, fileSize: number): SafetensorsHeader {
  const root = parseObject(where, bytes);
  const start = 8 + bytes.length;
  const entries = Object.entries(root)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => parseEntry(`${where}, tensor "${name}"`, name, entry, start, fileSize))
    .sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  let end = start;
  for (const { name, offset, byteLength } of entries) {
    expectThat(
      offset === end,
      `${where}, tensor "${name}"`,
      `data_offsets from ${end - start}, where the tensor before it ends`,
      `${offset - start}`,
      'Tensors must neither overlap nor leave gaps.',
    );
    end = offset + byteLength;
  }
  expectThat(
    end === fileSize,
    where,
    `a file of ${end} bytes, as its header describes`,
    `${fileSize}`,
    DAMAGED,
  );
  return { entries, metadata: parseMetadata(where, root['__metadata__']) };
}

function parseObject(where: string, bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let root: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    root = JSON.parse(text);
  } catch (error) {
    throw new ExpectationError(where, 'a header in JSON', (error as Error).message, DAMAGED);
  }
  expectThat(isRecord(root), where, 'a header that is a JSON object', JSON.stringify(root)!.slice(0, 40));
  const duplicate = duplicateKey(text);
  expectThat(duplicate === undefined, where, 'each name once in the header', `"${duplicate}" twice`, DAMAGED);
  return root;
}

function parseEntry(
  where: string,
  name: string,
  entry: unknown,
  start: number,
  fileSize: number,
): TensorEntry {
  expectThat(isRecord(entry), where, 'an object with dtype, shape and data_offsets', JSON.stringify(entry)!);
  const { dtype, shape, data_offsets: offsets } = entry;
  expectThat(
    isDtype(dtype),
    where,
    `a dtype of ${Object.keys(BYTES_PER_VALUE).join(', ')}`,
    `${JSON.stringify(dtype)}`,
  );
  expectThat(isSizes(shape), where, 'a shape of whole numbers ≥ 0', `${JSON.stringify(shape)}`);
  expectThat(
    isSizes(offsets) && offsets.length === 2 && offsets[0]! <= offsets[1]!,
    where,
    'data_offsets of two whole numbers, begin ≤ end',
    `${JSON.stringify(offsets)}`,
  );
  const [begin, end] = offsets as [number, number];
  expectThat(
    start + end <= fileSize,
    where,
    `data_offsets within the file's ${fileSize - start} bytes of data`,
    `${begin} to ${end}`,
    DAMAGED,
  );
  const needed = shape.reduce((product, size) => product * size, BYTES_PER_VALUE[dtype]);
  expectThat(
    end - begin === needed,
    where,
    `${needed} bytes for ${dtype} [${shape.join(', ')}]`,
    `${end - begin}`,
    DAMAGED,
  );
  return { name, dtype, shape, offset: start + begin, byteLength: end - begin };
}

function parseMetadata(where: string, metadata: unknown): Record<string, string> {
  if (metadata === undefined) return {};
  expectThat(
    isRecord(metadata) && Object.values(metadata).every((value) => typeof value === 'string'),
    `${where}, __metadata__`,
    'an object whose values are texts',
    JSON.stringify(metadata)!.slice(0, 80),
  );
  return metadata as Record<string, string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
