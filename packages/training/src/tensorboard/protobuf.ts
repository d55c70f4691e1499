/** The parts of Protocol Buffers' wire format that event files need; each function gives one field's bytes. */
type Bytes = Uint8Array<ArrayBuffer>;

/** A whole number ≥ 0. */
export function integerField(field: number, value: number): Bytes {
  return joined([varint(field * 8), varint(value)]);
}

export function doubleField(field: number, value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joined([varint(field * 8 + 1), bytes]);
}

/** In single precision. */
export function floatField(field: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joined([varint(field * 8 + 5), bytes]);
}

/** A text, bytes, or a message: the fields that it is made of. */
export function bytesField(field: number, value: string | Uint8Array | readonly Uint8Array[]): Bytes {
  const bytes =
    typeof value === 'string'
      ? new TextEncoder().encode(value)
      : value instanceof Uint8Array
        ? value
        : joined(value);
  return joined([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

export function joined(parts: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Seven bits a byte, the lowest first; numbers may exceed 32 bits. */
function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}
