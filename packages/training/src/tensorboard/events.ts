import { maskedCrc32c } from './crc32c.ts';
import { bytesField, doubleField, floatField, integerField, joined } from './protobuf.ts';

/** An encoded picture, as TensorBoard shows it. */
export interface BoardImage {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/** When an event happened: the step, and the seconds since 1970. */
export interface EventTime {
  readonly step: number;
  readonly seconds: number;
}

/** What every event file begins with. */
export function versionEvent(seconds: number): Uint8Array {
  return record([doubleField(1, seconds), bytesField(3, 'brain.Event:2')]);
}

/** Tells that a run went on at this step: what an earlier file has from there on no longer counts. */
export function restartEvent({ step, seconds }: EventTime): Uint8Array {
  return record([doubleField(1, seconds), integerField(2, step), bytesField(7, [integerField(1, 1)])]);
}

/** Values by tag, such as `loss/total`. */
export function scalarsEvent(
  { step, seconds }: EventTime,
  values: Readonly<Record<string, number>>,
): Uint8Array {
  return summary(
    { step, seconds },
    Object.entries(values).map(([tag, value]) => [bytesField(1, tag), floatField(2, value)]),
  );
}

/** Pictures by tag. */
export function imagesEvent(time: EventTime, images: Readonly<Record<string, BoardImage>>): Uint8Array {
  return summary(
    time,
    Object.entries(images).map(([tag, { width, height, png }]) => [
      bytesField(1, tag),
      bytesField(4, [
        integerField(1, height),
        integerField(2, width),
        integerField(3, 3),
        bytesField(4, png),
      ]),
    ]),
  );
}

function summary({ step, seconds }: EventTime, values: readonly (readonly Uint8Array[])[]): Uint8Array {
  const fields = values.map((value) => bytesField(1, value));
  return record([doubleField(1, seconds), integerField(2, step), bytesField(5, fields)]);
}

/** A record of the TFRecord format: length, its checksum, the data, its checksum; little-endian. */
function record(message: readonly Uint8Array[]): Uint8Array {
  const data = joined(message);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true);
  return joined([length, checksum(length), data, checksum(data)]);
}

function checksum(bytes: Uint8Array): Uint8Array {
  const four = new Uint8Array(4);
  new DataView(four.buffer).setUint32(0, maskedCrc32c(bytes), true);
  return four;
}
