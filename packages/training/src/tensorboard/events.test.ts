import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c.ts';
import { imagesEvent, restartEvent, scalarsEvent, versionEvent } from './events.ts';
import { readEvents } from './read-events.fixture.ts';

describe('crc32c', () => {
  it('gives the published values', () => {
    // RFC 3720, B.4: 32 bytes of 0, of 0xff, and 0 … 31; and the check value of "123456789"
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  it('is masked by a rotation and a constant', () => {
    // 0xe3069283 rotated right by 15 is 0x2507c60d; plus 0xa282ead8
    expect(maskedCrc32c(new TextEncoder().encode('123456789'))).toBe(0xc78ab0e5);
  });
});

describe('event files', () => {
  const time = { step: 300, seconds: 1700000000.25 };

  it('hold what another reader finds in them', () => {
    const png = Uint8Array.from({ length: 300 }, (_, index) => index % 251);
    const file = Buffer.concat([
      versionEvent(1700000000),
      restartEvent({ step: 0, seconds: 1 }),
      scalarsEvent(time, { 'loss/total': 0.5, 'learning rate': 1e-7, odd: Number.NaN }),
      imagesEvent({ step: 2 ** 40, seconds: 2 }, { 'pictures/größe': { width: 640, height: 480, png } }),
    ]);
    const [version, restart, scalars, images] = readEvents(file);
    expect(version).toMatchObject({ seconds: 1700000000, version: 'brain.Event:2' });
    expect(restart).toMatchObject({ step: 0, restart: true });
    expect(scalars).toMatchObject({ step: 300, seconds: 1700000000.25 });
    expect(scalars!.scalars).toEqual({
      'loss/total': 0.5,
      'learning rate': Math.fround(1e-7),
      odd: Number.NaN,
    });
    expect(images!.step).toBe(2 ** 40);
    expect(images!.images).toEqual({
      'pictures/größe': { width: 640, height: 480, png: Buffer.from(png) },
    });
  });

  it('have the fields of the Event message, byte for byte', () => {
    // 09 double 1, 10 varint 1, 2a message of 10: 0a message of 8: 0a text "a", 15 float 1
    const bytes = Buffer.from(scalarsEvent({ step: 1, seconds: 1 }, { a: 1 }));
    expect(bytes.readBigUInt64LE()).toBe(23n);
    expect(bytes.subarray(12, 35).toString('hex')).toBe('09000000000000f03f10012a0a0a080a0161150000803f');
  });

  it('show a changed byte', () => {
    const bytes = Buffer.from(scalarsEvent(time, { a: 1 }));
    bytes[20]! ^= 1;
    expect(() => readEvents(bytes)).toThrow('data checksum');
  });
});
