import { expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

it('drops the byte order mark and reads what it says', () => {
  expect(decodeText('a', Buffer.from('\ufeffnut µ'))).toBe('nut µ');
  expect(decodeText('a', Buffer.concat([bytes(0xff, 0xfe), utf16('nut µ 螺')]))).toBe('nut µ 螺');
  expect(decodeText('a', Buffer.concat([bytes(0xfe, 0xff), utf16('nut').swap16()]))).toBe('nut');
  expect(() => decodeText('a.json', bytes(0xff, 0xfe, 0, 0, 0x6e, 0, 0, 0))).toThrow(
    'a.json: expected text in UTF-8 or UTF-16, got UTF-32. Save it as UTF-8.',
  );
});

it('knows UTF-16 without a mark', () => {
  expect(decodeText('a', utf16('{"a": 1}'))).toBe('{"a": 1}');
  expect(decodeText('a', utf16('<a/>').swap16())).toBe('<a/>');
});

it('decodes what is declared: µ is 0xB5 in Latin-1, 螺 is C2 DD in GBK, ボ is 83 7B in Shift-JIS', () => {
  expect(decodeText('a', bytes(0xb5), 'latin-1')).toBe('µ');
  expect(decodeText('a', bytes(0xc2, 0xdd), 'GBK')).toBe('螺');
  expect(decodeText('a', bytes(0xc2, 0xdd), 'cp936')).toBe('螺');
  expect(decodeText('a', bytes(0x83, 0x7b), 'Shift_JIS')).toBe('ボ');
  // As ASCII the declaration itself could not be read if it were true.
  expect(decodeText('a', Buffer.from('µ'), 'utf-16')).toBe('µ');
});

it('replaces nothing in silence', () => {
  const gbk = Buffer.concat([Buffer.from('names: [é'), bytes(0xc2, 0xdd, 0x5d)]);
  expect(() => decodeText('data.yaml', gbk)).toThrow(
    'data.yaml: expected text in UTF-8, got byte 0xc2 at 10, which is none. It may be in GBK, Shift-JIS, EUC-KR or Latin-1: save it as UTF-8, as with iconv -f GBK -t UTF-8.',
  );
  expect(() => decodeText('a.xml', bytes(0xb5), 'utf-8')).toThrow('as "utf-8" in its first line promises');
  expect(() => decodeText('a.xml', bytes(0x41, 0xc2), 'gbk')).toThrow(
    'a.xml: expected text in gbk, got bytes',
  );
  expect(() => decodeText('a.xml', bytes(0x41), 'x-klingon')).toThrow(
    'a.xml: expected an encoding that is known, got "x-klingon". Save the file as UTF-8.',
  );
});
