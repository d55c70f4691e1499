import { expect, test } from 'vitest';
import { bytesOf, dict, global, int, little, ordered, pickle, text, tuple } from '../hand-made.ts';
import { pickleLength } from './opcodes.ts';
import { unpickle } from './unpickle.ts';

const load = (bytes: Uint8Array) => unpickle('file', bytes, (_, id) => id);

test.each([
  ['None', pickle('N'), null],
  ['True and False', pickle(0x88, 0x89, 0x86), [true, false]],
  ['a byte', pickle('K', 255), 255],
  ['two bytes, the lowest first', pickle('M', 0x02, 0x01), 258],
  ['four bytes with a sign', pickle('J', 0xfe, 0xff, 0xff, 0xff), -2],
  ['a long of no bytes, 0', pickle(0x8a, 0), 0],
  ['a long: 0xff80 is -128', pickle(0x8a, 2, 0x80, 0xff), -128],
  ['a long of 9 bytes: 2^64', pickle(0x8a, 9, little(0, 8), 1), 2n ** 64n],
  // 1.5 is 0x3ff8 and six zeros, the highest byte first
  ['a float', pickle('G', 0x3f, 0xf8, little(0, 6)), 1.5],
  ['a text', pickle(text('näme')), 'näme'],
  ['a short text', pickle(0x8c, 2, 'ab'), 'ab'],
  ['a long text', pickle(0x8d, little(2, 8), 'ab'), 'ab'],
  ["Python 2's texts", pickle('U', 1, 'a', 'T', little(1, 4), 'b', 0x86), ['a', 'b']],
  ['tuples', pickle(')', 'K', 1, 0x85, 'K', 2, 'K', 3, 0x86, 0x87), [[], [1], [2, 3]]],
  ['a marked tuple', pickle(tuple('K', 1, tuple(), 'N')), [1, [], null]],
  ['lists', pickle(']', 'K', 1, 'a', '(', 'K', 2, 'K', 3, 'e'), [1, 2, 3]],
  [
    'a dict',
    pickle('}', text('a'), 'K', 1, 's', '(', 'K', 7, 'N', 'u'),
    new Map<unknown, unknown>([
      ['a', 1],
      [7, null],
    ]),
  ],
  ['an OrderedDict', pickle(ordered, text('a'), 'K', 1, 's'), new Map([['a', 1]])],
  [
    "Python 2's OrderedDict, of pairs",
    pickle(global('collections', 'OrderedDict'), '](](', text('a'), 'K', 1, 'ee', 0x85, 'R'),
    new Map([['a', 1]]),
  ],
  ['attributes, which are left out', pickle(ordered, '}', text('_metadata'), ordered, 's', 'b'), new Map()],
  ['a torch.Size', pickle(global('torch', 'Size'), tuple(int(2), int(3)), 0x85, 'R'), [2, 3]],
  [
    'what was remembered',
    pickle('K', 5, 'q', 3, 'r', little(300, 4), '0', 'h', 3, 'j', little(300, 4), 0x86),
    [5, 5],
  ],
  ['memoize, which counts by itself', pickle('K', 5, 0x94, '0', 'K', 6, 0x94, 'h', 0, 0x86), [6, 5]],
  ['pops and a copy', pickle('K', 1, '2', '(', 'K', 9, '1', '0', 'K', 2, '0'), 1],
  ['protocol 5 with a frame', bytesOf(0x80, 5, 0x95, little(3, 8), 'K', 4, '.'), 4],
  ['a persistent id', pickle('K', 3, 'Q'), 3],
])('reads %s', (_, bytes, expected) => {
  expect(load(bytes)).toEqual(expected);
});

test('number types and storages are known by name', () => {
  expect(load(pickle(global('torch', 'bfloat16')))).toEqual({ kind: 'global', name: 'torch.bfloat16' });
  expect(load(pickle(0x8c, 5, 'torch', 0x8c, 11, 'LongStorage', 0x93))).toEqual({
    kind: 'global',
    name: 'torch.LongStorage',
    storage: 'I64',
  });
});

const opaque = (name: string) => ({ kind: 'opaque', name });

test.each([
  ['a builtin', pickle(0x8c, 8, 'builtins', 0x8c, 3, 'set', 0x93, ')R'), opaque('builtins.set')],
  ['a name of an object', pickle(global('__proto__', 'constructor'), ')R'), opaque('__proto__.constructor')],
  [
    'another function of torch',
    pickle(global('torch', 'device'), text('cuda'), 0x85, 'R'),
    opaque('torch.device'),
  ],
  [
    'a scalar of numpy: its number type, which has attributes, and its bytes',
    pickle(
      global('numpy.core.multiarray', 'scalar'),
      tuple(
        [global('numpy', 'dtype'), tuple(text('f8'), 0x89, 0x88), 'R', tuple(int(3), text('<'), 'N'), 'b'],
        [global('_codecs', 'encode'), tuple(text('x'), text('latin1')), 'R'],
      ),
      'R',
    ),
    opaque('numpy.core.multiarray.scalar'),
  ],
  [
    "mmengine's history: an object of a class, made by NEWOBJ, with attributes",
    pickle(
      global('mmengine.logging.history_buffer', 'HistoryBuffer'),
      ')',
      0x81,
      dict(text('_max_length'), int(9)),
      'b',
    ),
    opaque('mmengine.logging.history_buffer.HistoryBuffer'),
  ],
  ['an object with keywords', bytesOf(0x80, 4, global('a', 'B'), ')', '}', 0x92, '.'), opaque('a.B')],
  [
    'an object that copyreg makes',
    pickle(global('copyreg', '_reconstructor'), tuple(global('pathlib', 'PosixPath'), 'N'), 'R'),
    opaque('pathlib.PosixPath'),
  ],
  [
    'a dict and a list of classes of their own, whose items are left out',
    pickle(
      tuple(
        [global('collections', 'defaultdict'), ')R', '(', text('a'), 'K', 1, 'u'],
        [global('collections', 'deque'), ')R', '(', 'K', 1, 'e'],
      ),
    ),
    [opaque('collections.defaultdict'), opaque('collections.deque')],
  ],
  ['bytes', pickle(tuple('C', 1, 'a', 'B', little(2, 4), 'ab')), [opaque('bytes'), opaque('bytes')]],
  ['sets', bytesOf(0x80, 4, 0x8f, '(', 'K', 1, 'K', 2, 0x90, '(', 'K', 3, 0x91, 0x86, '.'), [[1, 2], [3]]],
  ['an OrderedDict that NEWOBJ makes', pickle(global('collections', 'OrderedDict'), ')', 0x81), new Map()],
  ['a long number: 2^8', pickle(0x8b, little(2, 4), 0, 1), 256],
])('makes nothing of %s, and keeps its name', (_, bytes, expected) => {
  expect(load(bytes)).toEqual(expected);
});

test.each([
  ['INST', pickle('(', 'i', 'os\nsystem\n'), 'got opcode 0x69 at byte 3.'],
  ['an extension', pickle(0x82, 1), 'got opcode 0x82 at byte 2.'],
  ['protocol 1', bytesOf(0x80, 1, 'N.'), 'file: expected a pickle of protocol 2 to 5, got bytes 80 01.'],
  ['no bytes', new Uint8Array(0), 'file: expected a pickle of protocol 2 to 5, got bytes none.'],
  [
    'an end before STOP',
    bytesOf(0x80, 2, 'N'),
    'file: expected a whole pickle, got one that ends at byte 3.',
  ],
  [
    'a text beyond the end',
    bytesOf(0x80, 2, 'X', little(4e9, 4), 'a.'),
    'expected a whole pickle, got one that ends at byte 9.',
  ],
  [
    'a global of one line',
    bytesOf(0x80, 2, 'cposix\nsystem'),
    'expected a whole pickle, got one that ends at byte 15.',
  ],
  ['an empty stack', pickle(''), 'file: expected a value on the stack, got an empty stack.'],
  ['values below a mark', pickle('K', 1, '(', 0x85), 'expected a value on the stack, got an empty stack.'],
  ['a tuple without a mark', pickle('t'), 'file: expected a mark on the stack, got none.'],
  ['an unknown memory', pickle('h', 4), 'file: expected a remembered value 4, got none.'],
  [
    'a text that is not UTF-8',
    pickle('U', 1, 0xff),
    'file: expected texts in UTF-8, got 1 bytes that are not.',
  ],
  ['a global of numbers', pickle('K', 1, 'K', 2, 0x93), 'file: expected a global of two texts, got 1 and 2.'],
  [
    'an object of a text',
    pickle(text('a'), ')', 0x81),
    'file: expected a class to make an object of, got "a".',
  ],
  ['a call of a text', pickle(text('a'), ')R'), 'file: expected something that may be called, got "a".'],
  ['a call of a number type', pickle(global('torch', 'float32'), ')R'), 'got torch.float32.'],
  [
    'a call with no tuple',
    pickle(global('torch', 'Size'), 'NR'),
    'file: expected a tuple of arguments, got null.',
  ],
  ['attributes of a list', pickle(']}b'), 'file: expected attributes of a dict, got those of a list of 0.'],
  ['append to a dict', pickle('}Na'), 'file: expected a list to append to, got a dict of 0.'],
  ['items of a list', pickle(']NNs'), 'file: expected a dict to set items of, got a list of 0.'],
  ['a key without a value', pickle('}(Nu'), 'file: expected keys with values, got 1 items.'],
  [
    'an OrderedDict of a number',
    pickle(global('collections', 'OrderedDict'), 'K', 1, 0x85, 'R'),
    'file, collections.OrderedDict: expected nothing or a list of pairs, got 1.',
  ],
  [
    'a negative size',
    pickle(global('torch', 'Size'), tuple(int(-1)), 0x85, 'R'),
    'file, torch.Size: expected at most 64 whole numbers ≥ 0, got a list of 1.',
  ],
  [
    '65 dimensions',
    pickle(global('torch', 'Size'), tuple(Array.from({ length: 65 }, () => int(1))), 0x85, 'R'),
    'got a list of 65.',
  ],
  [
    'a tensor of a number',
    pickle(global('torch._utils', '_rebuild_tensor_v2'), 'K', 1, 0x85, 'R'),
    'file, torch._utils._rebuild_tensor_v2: expected a storage, got 1.',
  ],
  [
    'a parameter of a number',
    pickle(global('torch._utils', '_rebuild_parameter'), 'K', 1, 0x88, ordered, 0x87, 'R'),
    'file, torch._utils._rebuild_parameter: expected a tensor, got 1.',
  ],
])('refuses %s', (_, bytes, message) => {
  expect(() => load(bytes)).toThrow(message);
});

test('a list that holds itself, and one list of pairs for many dicts, are harmless', () => {
  const self = load(pickle(']q', 0, 'h', 0, 'a')) as unknown[];
  expect(self[0]).toBe(self);
  // the pairs go to the first dict; a pickle that repeats the call does not get copies
  const make = [global('collections', 'OrderedDict'), 'h', 0, 0x85, 'R'];
  const twice = load(pickle('](](', text('a'), 'K', 1, 'eeq', 0, '0', make, make, 0x86));
  expect(twice).toEqual([new Map([['a', 1]]), new Map()]);
});

test('a pickle ends at its STOP', () => {
  expect(pickleLength('file', bytesOf(pickle(text('a.b')), 'rest'))).toBe(11);
  expect(pickleLength('file', bytesOf('xx', pickle('N')), 2)).toBe(4);
  expect(pickleLength('file', bytesOf(0x80, 2, 'X', little(9, 4)))).toBe(undefined);
  expect(load(pickle(dict(text('a'), 'N')))).toEqual(new Map([['a', null]]));
});

test.each([
  ['posix.system', pickle(global('posix', 'system'), text('echo'), 0x85, 'R')],
  ['os.path.join', pickle(global('os.path', 'join'), ')R')],
  ['builtins.eval', pickle(0x8c, 8, 'builtins', 0x8c, 4, 'eval', 0x93, ')R')],
])('refuses a file that is made to run code: %s', (name, bytes) => {
  expect(() => load(bytes)).toThrow(
    `pickle: expected data, got a call of ${name}, which runs code where Python loads the file. Do not use this file, and do not load it with PyTorch.`,
  );
});
