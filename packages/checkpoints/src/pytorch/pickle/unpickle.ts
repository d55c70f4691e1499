import { ExpectationError, expectThat } from '@tandem-det/base';
import { integer, longInteger, realNumber, text } from './arguments.ts';
import { findGlobal } from './globals.ts';
import { type Instruction, instructionAt, type Opcode } from './opcodes.ts';
import { inWords, isGlobal, isList, isMap, isOpaque, type PickleGlobal, type PickleValue } from './values.ts';

/** Turns a persistent id (what PyTorch puts in a tensor's place of numbers) into its value. */
export type ResolvePersistent = (where: string, id: PickleValue) => PickleValue;

/**
 * Reads one pickle, which must fill `bytes` from its beginning to its STOP.
 *
 * A pickle is a program for a machine with a stack; this machine can only build plain values. A global is
 * looked up in a fixed table (`findGlobal`) and a persistent id in the caller's; a name that is not in it stands for
 * itself, and objects made of it are opaque. So nothing in a file is ever executed. Each instruction takes constant time or time in its own length, so a pickle takes time
 * and memory in its length.
 *
 * Throws an ExpectationError for every opcode that checkpoints do not have, and where the
 * pickle is damaged: it ends early, takes more than the stack has, or asks the memo for what is not there.
 */
export function unpickle(where: string, bytes: Uint8Array, persistent: ResolvePersistent): PickleValue {
  const machine = createMachine(where, persistent);
  expectThat(bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5, where, ...PROTOCOL(bytes));
  for (let at = 0; ; ) {
    const instruction = instructionAt(where, bytes, at);
    expectThat(instruction !== undefined, where, 'a whole pickle', `one that ends at byte ${bytes.length}`);
    if (instruction.opcode === 'STOP') return machine.pop();
    STEPS[instruction.opcode](machine, instruction);
    at = instruction.end;
  }
}

const PROTOCOL = (bytes: Uint8Array) => {
  const first = [...bytes.subarray(0, 2)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return ['a pickle of protocol 2 to 5', `bytes ${first || 'none'}`] as const;
};

type Machine = ReturnType<typeof createMachine>;

function createMachine(where: string, persistent: ResolvePersistent) {
  let stack: PickleValue[] = [];
  const below: PickleValue[][] = [];
  const memo = new Map<number, PickleValue>();
  const damaged = (expected: string, got: string) => new ExpectationError(where, expected, got);
  return {
    where,
    persistent,
    push(value: PickleValue) {
      stack.push(value);
    },
    pop(): PickleValue {
      if (stack.length === 0) throw damaged('a value on the stack', 'an empty stack');
      return stack.pop()!;
    },
    mark() {
      below.push(stack);
      stack = [];
    },
    /** The values since the last mark, which goes too. */
    popToMark(): PickleValue[] {
      const since = stack;
      const rest = below.pop();
      if (rest === undefined) throw damaged('a mark on the stack', 'none');
      stack = rest;
      return since;
    },
    top(): PickleValue {
      if (stack.length === 0) throw damaged('a value on the stack', 'an empty stack');
      return stack.at(-1)!;
    },
    remember(index: number = memo.size) {
      memo.set(index, this.top());
    },
    recall(index: number): PickleValue {
      const value = memo.get(index);
      if (value === undefined) throw damaged(`a remembered value ${index}`, 'none');
      return value;
    },
  };
}

type Step = (machine: Machine, instruction: Instruction) => void;

const pushText: Step = (machine, { argument }) => machine.push(text(machine.where, argument));
const pushInteger: Step = (machine, { argument }) => machine.push(integer(argument));
const put: Step = (machine, { argument }) => machine.remember(integer(argument));
const get: Step = (machine, { argument }) => machine.push(machine.recall(integer(argument)));
const nothing: Step = () => {};
/** Bytes are only of use to objects that are not made. */
const bytes: Step = (machine) => machine.push({ kind: 'opaque', name: 'bytes' });
const tuple =
  (count: number): Step =>
  (machine) => {
    const values = Array.from({ length: count }, () => machine.pop());
    machine.push(values.reverse());
  };

const STEPS: Readonly<Record<Exclude<Opcode, 'STOP'>, Step>> = {
  PROTO: nothing,
  FRAME: nothing,
  MARK: (machine) => machine.mark(),
  POP: (machine) => machine.pop(),
  POP_MARK: (machine) => machine.popToMark(),
  DUP: (machine) => machine.push(machine.top()),
  NONE: (machine) => machine.push(null),
  NEWTRUE: (machine) => machine.push(true),
  NEWFALSE: (machine) => machine.push(false),
  BININT: (machine, { argument }) => machine.push(integer(argument) | 0),
  BININT1: pushInteger,
  BININT2: pushInteger,
  LONG4: (machine, { argument }) => machine.push(longInteger(argument)),
  LONG1: (machine, { argument }) => machine.push(longInteger(argument)),
  BINFLOAT: (machine, { argument }) => machine.push(realNumber(argument)),
  BINUNICODE: pushText,
  SHORT_BINUNICODE: pushText,
  BINUNICODE8: pushText,
  BINSTRING: pushText,
  SHORT_BINSTRING: pushText,
  EMPTY_TUPLE: tuple(0),
  TUPLE1: tuple(1),
  TUPLE2: tuple(2),
  TUPLE3: tuple(3),
  TUPLE: (machine) => machine.push(machine.popToMark()),
  EMPTY_LIST: (machine) => machine.push([]),
  APPEND: (machine) => append(machine, [machine.pop()]),
  APPENDS: (machine) => append(machine, machine.popToMark()),
  BINBYTES: bytes,
  SHORT_BINBYTES: bytes,
  BINBYTES8: bytes,
  BYTEARRAY8: bytes,
  EMPTY_SET: (machine) => machine.push([]),
  ADDITEMS: (machine) => append(machine, machine.popToMark()),
  FROZENSET: (machine) => machine.push(machine.popToMark()),
  EMPTY_DICT: (machine) => machine.push(new Map()),
  SETITEM: (machine) => setItems(machine, [machine.pop(), machine.pop()].reverse()),
  SETITEMS: (machine) => setItems(machine, machine.popToMark()),
  BINPUT: put,
  LONG_BINPUT: put,
  MEMOIZE: (machine) => machine.remember(),
  BINGET: get,
  LONG_BINGET: get,
  GLOBAL: (machine, { argument }) => {
    const [module, name] = text(machine.where, argument).split('\n') as [string, string];
    machine.push(findGlobal(module, name));
  },
  STACK_GLOBAL: (machine) => {
    const name = machine.pop();
    const module = machine.pop();
    const texts = typeof module === 'string' && typeof name === 'string';
    expectThat(texts, machine.where, 'a global of two texts', `${inWords(module)} and ${inWords(name)}`);
    machine.push(findGlobal(module, name));
  },
  REDUCE: (machine) => {
    const values = machine.pop();
    const global = machine.pop();
    if (isGlobal(global) && global.isUnknown) {
      machine.push({ kind: 'opaque', name: madeBy(global, values) });
      return;
    }
    const call = isGlobal(global) ? global.call : undefined;
    expectThat(call !== undefined, machine.where, 'something that may be called', inWords(global));
    expectThat(isList(values), machine.where, 'a tuple of arguments', inWords(values));
    machine.push(call(machine.where, values));
  },
  NEWOBJ: (machine) => {
    machine.pop();
    machine.push(objectOf(machine, machine.pop()));
  },
  NEWOBJ_EX: (machine) => {
    machine.pop();
    machine.pop();
    machine.push(objectOf(machine, machine.pop()));
  },
  // The attributes of an OrderedDict, such as a state dict's `_metadata`, or of an opaque object: read, and not kept.
  BUILD: (machine) => {
    const state = machine.pop();
    const fits = isOpaque(machine.top()) || (isMap(machine.top()) && isMap(state));
    expectThat(fits, machine.where, 'attributes of a dict', `those of ${inWords(machine.top())}`);
  },
  BINPERSID: (machine) => machine.push(machine.persistent(machine.where, machine.pop())),
};

/** What a call of an unknown function makes: `copyreg` names the class among its arguments. */
function madeBy({ name }: PickleGlobal, values: PickleValue): string {
  const of = name.startsWith('copyreg.') && isList(values) ? values[0] : undefined;
  return isGlobal(of) ? of.name : name;
}

/** An object of a class, of which the name is kept. An OrderedDict made so is one. */
function objectOf({ where }: Machine, of: PickleValue): PickleValue {
  expectThat(isGlobal(of), where, 'a class to make an object of', inWords(of));
  if (of.name === 'collections.OrderedDict') return new Map();
  return { kind: 'opaque', name: of.name };
}

function append(machine: Machine, values: readonly PickleValue[]): void {
  const list = machine.top();
  if (isOpaque(list)) return;
  expectThat(isList(list), machine.where, 'a list to append to', inWords(list));
  for (const value of values) (list as PickleValue[]).push(value);
}

function setItems(machine: Machine, items: readonly PickleValue[]): void {
  const map = machine.top();
  if (isOpaque(map)) return;
  expectThat(isMap(map), machine.where, 'a dict to set items of', inWords(map));
  expectThat(items.length % 2 === 0, machine.where, 'keys with values', `${items.length} items`);
  for (let index = 0; index < items.length; index += 2) {
    (map as Map<PickleValue, PickleValue>).set(items[index]!, items[index + 1]!);
  }
}
