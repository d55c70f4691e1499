import { isUtf8 } from 'node:buffer';
import { ExpectationError } from '@tandem-det/base';

/** Names of encodings that files declare and the Encoding Standard, which `TextDecoder` follows, does not list. */
const ALIASES: Readonly<Record<string, string>> = {
  'latin-1': 'latin1',
  latin_1: 'latin1',
  cp936: 'gbk',
  ms936: 'gbk',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  cp950: 'big5',
  euc_jp: 'euc-jp',
  euc_kr: 'euc-kr',
  'utf-8-sig': 'utf-8',
  utf_8: 'utf-8',
};

/**
 * The text of a file's bytes: as its byte order mark says, as UTF-16 where every other byte at the start is zero, as
 * `declared` (the encoding that an XML file names), otherwise as UTF-8. The mark is dropped.
 *
 * Nothing is replaced in silence: an ExpectationError with the file and the byte says that the text is in another
 * encoding, and what to do.
 */
export function decodeText(file: string, bytes: Uint8Array, declared?: string): string {
  const marked = markOf(file, bytes);
  if (marked !== undefined) return decodeAs(file, bytes, marked);
  const label = declared?.trim().toLowerCase() ?? 'utf-8';
  const encoding = ALIASES[label] ?? label;
  // A declaration that reads as ASCII is not in UTF-16, whatever it says: .NET writes such files.
  const isPlain = /^(utf-?8|utf-?16(le|be)?|us-ascii|ascii|unicode)$/.test(encoding);
  if (!isPlain) return decodeAs(file, bytes, encoding);
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const at = firstBad(bytes);
  throw new ExpectationError(
    file,
    declared === undefined ? 'text in UTF-8' : `text in UTF-8, as "${declared}" in its first line promises`,
    `byte 0x${bytes[at]!.toString(16)} at ${at}, which is none`,
    'It may be in GBK, Shift-JIS, EUC-KR or Latin-1: save it as UTF-8, as with iconv -f GBK -t UTF-8.',
  );
}

/** Encoding of the byte order mark, or of text in which every other byte is zero. */
function markOf(file: string, bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) {
    throw new ExpectationError(file, 'text in UTF-8 or UTF-16', 'UTF-32', 'Save it as UTF-8.');
  }
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return 'utf-16be';
  return undefined;
}

function decodeAs(file: string, bytes: Uint8Array, encoding: string): string {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new ExpectationError(file, 'an encoding that is known', `"${encoding}"`, 'Save the file as UTF-8.');
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ExpectationError(
      file,
      `text in ${encoding}`,
      'bytes that are none',
      'The file may be damaged, or in another encoding than it says; save it as UTF-8.',
    );
  }
}

/** Where the bytes cease to be UTF-8. */
function firstBad(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(wholeCharacters(bytes, middle))) good = middle;
    else bad = middle;
  }
  return wholeCharacters(bytes, good).length;
}

/** The first `count` bytes, without the beginning of a character at their end. */
function wholeCharacters(bytes: Uint8Array, count: number): Uint8Array {
  let end = count;
  while (end > 0 && count - end < 3 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
