/** Files of PyTorch's made byte by byte, for tests. */

export type Part = string | number | Uint8Array | readonly Part[];

/** Texts as their UTF-8 bytes, numbers as one byte each. */
export function bytesOf(...parts: readonly Part[]): Uint8Array {
  const flat: number[] = [];
  const add = (part: Part): void => {
    if (typeof part === 'number') flat.push(part);
    else if (typeof part === 'string') flat.push(...new TextEncoder().encode(part));
    else for (const inner of part) add(inner);
  };
  add(parts);
  return Uint8Array.from(flat);
}

/** `count` bytes of a whole number, the lowest first. */
export function little(value: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => Math.floor(value / 256 ** index) % 256);
}

/** A pickle of protocol 2: its beginning, the parts, STOP. */
export const pickle = (...parts: readonly Part[]) => bytesOf(0x80, 2, parts, '.');
/** BINUNICODE */
export const text = (value: string) => bytesOf('X', little(new TextEncoder().encode(value).length, 4), value);
/** BININT */
export const int = (value: number) => bytesOf('J', little(value >>> 0, 4));
/** GLOBAL */
export const global = (module: string, name: string) => bytesOf('c', module, '\n', name, '\n');
/** MARK … TUPLE */
export const tuple = (...parts: readonly Part[]) => bytesOf('(', parts, 't');
/** EMPTY_DICT, MARK, … SETITEMS */
export const dict = (...parts: readonly Part[]) => bytesOf('}(', parts, 'u');
/** OrderedDict() */
export const ordered = bytesOf(global('collections', 'OrderedDict'), ')R');

export interface TensorOptions {
  readonly type?: string;
  readonly key?: string;
  /** Declared length of the storage. */
  readonly length: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Sixth item of the persistent id. */
  readonly view?: Part;
}

/** The instructions that leave a tensor on the stack. */
export function tensor({
  type = 'FloatStorage',
  key = '0',
  length,
  offset = 0,
  shape,
  strides,
  view = [],
}: TensorOptions): Uint8Array {
  const id = [text('storage'), global('torch', type), text(key), text('cpu'), int(length), view];
  const view2 = [int(offset), tuple(shape.map(int)), tuple(strides.map(int)), 0x89, ordered];
  return bytesOf(global('torch._utils', '_rebuild_tensor_v2'), tuple(tuple(id), 'Q', view2), 'R');
}

export interface Member {
  readonly name: string;
  readonly content: Uint8Array;
  /** Compression method; 0, stored, unless given. */
  readonly method?: number;
  /** Declared length of the content. */
  readonly size?: number;
  readonly flags?: number;
}

/** A zip file with its members in this order. */
export function zip(members: readonly Member[]): Uint8Array {
  const local: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, content, method = 0, size = content.length, flags = 0 } of members) {
    const facts = [
      little(flags, 2),
      little(method, 2),
      little(0, 8),
      little(content.length, 4),
      little(size, 4),
    ];
    const header = bytesOf('PK\x03\x04', little(20, 2), facts, little(name.length, 2), little(0, 2), name);
    directory.push(
      bytesOf('PK\x01\x02', little(20, 2), little(20, 2), facts, little(name.length, 2)),
      bytesOf(little(0, 12), little(at, 4), name),
    );
    local.push(header, content);
    at += header.length + content.length;
  }
  const listed = bytesOf(directory);
  const count = little(members.length, 2);
  const end = [
    'PK\x05\x06',
    little(0, 4),
    count,
    count,
    little(listed.length, 4),
    little(at, 4),
    little(0, 2),
  ];
  return bytesOf(local, listed, end);
}

/** A file as PyTorch 1.6 and later writes it. */
export function zipFile(object: Uint8Array, storages: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zip([
    { name: 'model/data.pkl', content: object },
    ...Object.entries(storages).map(([key, content]) => ({ name: `model/data/${key}`, content })),
    { name: 'model/version', content: bytesOf('3\n') },
  ]);
}

/** A file as PyTorch before 1.6 writes it; each storage with its number of values. */
export function legacyFile(
  object: Uint8Array,
  storages: Readonly<Record<string, readonly [number, Uint8Array]>>,
  littleEndian = true,
): Uint8Array {
  // 0x1950a86a20f9469cfc6c as LONG1 of 10 bytes, 1001 as BININT2
  const magic = pickle(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);
  const machine = pickle(dict(text('little_endian'), littleEndian ? 0x88 : 0x89));
  const keys = pickle('](', Object.keys(storages).map(text), 'e');
  const numbers = Object.values(storages).map(([length, content]) => [little(length, 8), content]);
  return bytesOf(magic, pickle('M', little(1001, 2)), machine, object, keys, numbers);
}

/** float32 values as bytes. */
export const floats = (...values: readonly number[]) => new Uint8Array(new Float32Array(values).buffer);
