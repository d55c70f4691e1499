/** A TIFF file of one row of floats, of one channel or three. */
export function floatTiff(values: readonly number[], channels: 1 | 3 = 1): Uint8Array {
  const [SHORT, LONG] = [3, 4];
  const pixels = 8;
  const extra = pixels + values.length * 4;
  const directory = extra + 12;
  const many = channels === 3;
  const width = values.length / channels;
  // Tag, type, count, value: those of three shorts lie elsewhere.
  const entries = [
    [256, LONG, 1, width],
    [257, LONG, 1, 1],
    [258, SHORT, channels, many ? extra : 32],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, many ? 2 : 1],
    [273, LONG, 1, pixels],
    [277, SHORT, 1, channels],
    [278, LONG, 1, 1],
    [279, LONG, 1, values.length * 4],
    [339, SHORT, channels, many ? extra + 6 : 3],
  ] as const;
  const bytes = Buffer.alloc(directory + 2 + entries.length * 12 + 4);
  bytes.write('II*\0');
  bytes.writeUInt32LE(directory, 4);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, pixels + index * 4);
  for (const [index, value] of [32, 32, 32, 3, 3, 3].entries()) bytes.writeUInt16LE(value, extra + index * 2);
  bytes.writeUInt16LE(entries.length, directory);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = directory + 2 + index * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  return bytes;
}
