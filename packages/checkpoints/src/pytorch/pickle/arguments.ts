import { ExpectationError } from '@tandem-det/base';

/** Little-endian bytes (at most 4) as a number ≥ 0. */
export function integer(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

/** Little-endian two's complement of any length; a number where it holds the value exactly. */
export function longInteger(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]!);
  const signed = BigInt.asIntN(8 * bytes.length, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

/** Big-endian float64. */
export function realNumber(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
}

/** UTF-8. Throws where it is not. */
export function text(where: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ExpectationError(where, 'texts in UTF-8', `${bytes.length} bytes that are not`);
  }
}
