/** A reader of event files that shares nothing with the writer: every value it finds, by tag. */
export interface ReadEvent {
  readonly seconds: number;
  readonly step: number;
  readonly version?: string;
  readonly restart?: boolean;
  readonly scalars: Record<string, number>;
  readonly images: Record<string, { width: number; height: number; png: Buffer }>;
}

interface Field {
  readonly number: number;
  readonly value: bigint | Buffer;
}

export function readEvents(file: Buffer): ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length; ) {
    const size = Number(file.readBigUInt64LE(at));
    if (file.readUInt32LE(at + 8) !== masked(file.subarray(at, at + 8))) throw new Error('length checksum');
    const data = file.subarray(at + 12, at + 12 + size);
    if (file.readUInt32LE(at + 12 + size) !== masked(data)) throw new Error('data checksum');
    events.push(eventOf(data));
    at += size + 16;
  }
  return events;
}

/** Bit by bit over the message, the textbook way, without a table. */
function masked(bytes: Buffer): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  crc ^= 0xffffffffn;
  return Number((((crc >> 15n) | ((crc << 17n) & 0xffffffffn)) + 0xa282ead8n) & 0xffffffffn);
}

function eventOf(data: Buffer): ReadEvent {
  const fields = fieldsOf(data);
  const find = (number: number) => fields.find((field) => field.number === number)?.value;
  const event: ReadEvent = {
    seconds: (find(1) as Buffer).readDoubleLE(),
    step: Number(find(2) ?? 0n),
    ...(find(3) !== undefined && { version: String(find(3)) }),
    ...(find(7) !== undefined && { restart: fieldsOf(find(7) as Buffer)[0]!.value === 1n }),
    scalars: {},
    images: {},
  };
  for (const { value } of fieldsOf((find(5) as Buffer | undefined) ?? Buffer.alloc(0))) {
    const parts = new Map(fieldsOf(value as Buffer).map((part) => [part.number, part.value]));
    const tag = String(parts.get(1));
    if (parts.has(2)) event.scalars[tag] = (parts.get(2) as Buffer).readFloatLE();
    if (!parts.has(4)) continue;
    const image = new Map(fieldsOf(parts.get(4) as Buffer).map((part) => [part.number, part.value]));
    event.images[tag] = {
      height: Number(image.get(1)),
      width: Number(image.get(2)),
      png: image.get(4) as Buffer,
    };
  }
  return event;
}

function fieldsOf(data: Buffer): Field[] {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(data[at++]!);
      value |= (byte & 127n) << shift;
      if (byte < 128n) return value;
    }
  };
  const fields: Field[] = [];
  while (at < data.length) {
    const key = Number(varint());
    const [number, kind] = [key >> 3, key & 7];
    if (kind === 0) {
      fields.push({ number, value: varint() });
      continue;
    }
    const size = kind === 1 ? 8 : kind === 5 ? 4 : Number(varint());
    fields.push({ number, value: data.subarray(at, at + size) });
    at += size;
  }
  return fields;
}
