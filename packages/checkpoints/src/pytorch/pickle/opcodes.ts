import { ExpectationError } from '@tandem-det/base';

/** How long an opcode's argument is: `size` bytes, or a length in `prefix` bytes and as many bytes, or two lines. */
type ArgumentLength = { readonly size: number } | { readonly prefix: 1 | 4 | 8 } | { readonly lines: 2 };

const NONE = { size: 0 };

/** The opcodes of protocols 2 to 5 that checkpoints of PyTorch's have, by byte. */
const OPCODES = {
  PROTO: [0x80, { size: 1 }],
  FRAME: [0x95, { size: 8 }],
  STOP: [0x2e, NONE],
  MARK: [0x28, NONE],
  POP: [0x30, NONE],
  POP_MARK: [0x31, NONE],
  DUP: [0x32, NONE],
  NONE: [0x4e, NONE],
  NEWTRUE: [0x88, NONE],
  NEWFALSE: [0x89, NONE],
  BININT: [0x4a, { size: 4 }],
  BININT1: [0x4b, { size: 1 }],
  BININT2: [0x4d, { size: 2 }],
  LONG1: [0x8a, { prefix: 1 }],
  BINFLOAT: [0x47, { size: 8 }],
  BINUNICODE: [0x58, { prefix: 4 }],
  SHORT_BINUNICODE: [0x8c, { prefix: 1 }],
  BINUNICODE8: [0x8d, { prefix: 8 }],
  BINSTRING: [0x54, { prefix: 4 }],
  SHORT_BINSTRING: [0x55, { prefix: 1 }],
  EMPTY_TUPLE: [0x29, NONE],
  TUPLE1: [0x85, NONE],
  TUPLE2: [0x86, NONE],
  TUPLE3: [0x87, NONE],
  TUPLE: [0x74, NONE],
  EMPTY_LIST: [0x5d, NONE],
  APPEND: [0x61, NONE],
  APPENDS: [0x65, NONE],
  EMPTY_DICT: [0x7d, NONE],
  SETITEM: [0x73, NONE],
  SETITEMS: [0x75, NONE],
  BINPUT: [0x71, { size: 1 }],
  LONG_BINPUT: [0x72, { size: 4 }],
  MEMOIZE: [0x94, NONE],
  BINGET: [0x68, { size: 1 }],
  LONG_BINGET: [0x6a, { size: 4 }],
  GLOBAL: [0x63, { lines: 2 }],
  STACK_GLOBAL: [0x93, NONE],
  REDUCE: [0x52, NONE],
  NEWOBJ: [0x81, NONE],
  NEWOBJ_EX: [0x92, NONE],
  BUILD: [0x62, NONE],
  BINBYTES: [0x42, { prefix: 4 }],
  SHORT_BINBYTES: [0x43, { prefix: 1 }],
  BINBYTES8: [0x8e, { prefix: 8 }],
  BYTEARRAY8: [0x96, { prefix: 8 }],
  LONG4: [0x8b, { prefix: 4 }],
  EMPTY_SET: [0x8f, NONE],
  ADDITEMS: [0x90, NONE],
  FROZENSET: [0x91, NONE],
  BINPERSID: [0x51, NONE],
} as const satisfies Record<string, readonly [number, ArgumentLength]>;

export type Opcode = keyof typeof OPCODES;

/** One step of a pickle. */
export interface Instruction {
  readonly opcode: Opcode;
  /** Bytes of the argument, without the length before it. */
  readonly argument: Uint8Array;
  /** Where the next instruction begins. */
  readonly end: number;
}

const BY_BYTE = new Map<number, readonly [Opcode, ArgumentLength]>(
  Object.entries(OPCODES).map(([name, [byte, length]]) => [byte, [name as Opcode, length]]),
);

/**
 * The instruction at a position; undefined where it reaches beyond the bytes. Throws on an opcode that no
 * checkpoint has, such as those of protocol 0.
 *
 * Source: the opcode descriptions of Python's `pickletools`.
 */
export function instructionAt(where: string, bytes: Uint8Array, at: number): Instruction | undefined {
  const byte = bytes[at];
  if (byte === undefined) return undefined;
  const known = BY_BYTE.get(byte);
  if (known === undefined) {
    throw new ExpectationError(
      where,
      'a pickle (protocol 2 to 5) of tensors, numbers, texts, lists and dicts',
      `opcode 0x${byte.toString(16).padStart(2, '0')} at byte ${at}`,
    );
  }
  const [opcode, length] = known;
  const range = argumentRange(bytes, at + 1, length);
  if (range === undefined || range[1] > bytes.length) return undefined;
  return { opcode, argument: bytes.subarray(range[0], range[1]), end: range[1] };
}

/** Bytes of the pickle that begins at `at`, its STOP included; undefined where the bytes end before it. */
export function pickleLength(where: string, bytes: Uint8Array, at = 0): number | undefined {
  let position = at;
  for (;;) {
    const instruction = instructionAt(where, bytes, position);
    if (instruction === undefined) return undefined;
    position = instruction.end;
    if (instruction.opcode === 'STOP') return position - at;
  }
}

function argumentRange(bytes: Uint8Array, at: number, length: ArgumentLength): [number, number] | undefined {
  if ('size' in length) return [at, at + length.size];
  if ('lines' in length) {
    const first = bytes.indexOf(0x0a, at);
    const second = first < 0 ? -1 : bytes.indexOf(0x0a, first + 1);
    return second < 0 ? undefined : [at, second + 1];
  }
  const begin = at + length.prefix;
  if (begin > bytes.length) return undefined;
  let count = 0;
  for (let index = length.prefix - 1; index >= 0; index--) count = count * 256 + bytes[at + index]!;
  return [begin, begin + count];
}
