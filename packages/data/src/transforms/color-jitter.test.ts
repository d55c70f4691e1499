import { describe, expect, it } from 'vitest';
import { mapHsv } from '../images/hsv.ts';
import { type Sample, sampleOf } from '../sample.ts';
import { coordinateImage } from '../testing/fixtures.ts';
import { draws } from '../testing/samples.ts';
import { colorJitter } from './color-jitter.ts';
import { hsvJitter } from './hsv-jitter.ts';

describe('colours', () => {
  const gray = (value: number): Sample =>
    sampleOf({ width: 1, height: 1, data: Uint8Array.of(value, value, value) }, { objects: [] });

  it('brightness adds, contrast multiplies, both within 0–255', () => {
    // Brightness: yes, 1 of −32…32 → +32; contrast after: no; saturation, hue: no; contrast: yes, 1.5; order: no.
    const jitter = colorJitter();
    const bright = (value: number) =>
      jitter(gray(value), draws(0, 1, 0.9, 0.9, 0.9, 0, 1, 0.9)).image.data[0];
    expect(bright(100)).toBe(198); // (100 + 32) · 1.5
    expect(bright(230)).toBe(255);
  });

  it('turns hues and weakens saturation', () => {
    const red = { width: 1, height: 1, data: Uint8Array.of(200, 50, 50) };
    const turned = mapHsv(red, (hsv) => {
      expect(hsv).toEqual([0, 0.75, 200]);
      hsv[0] += 120;
    });
    expect([...turned.data]).toEqual([50, 200, 50]);
    const weak = mapHsv(red, (hsv) => {
      hsv[1] /= 2;
    });
    expect([...weak.data]).toEqual([200, 125, 125]); // 200 − 200 · 0.375
    const every = mapHsv(coordinateImage(200, 180, 77), () => {});
    expect(every).toEqual(coordinateImage(200, 180, 77));
  });

  it('puts channels into another order', () => {
    const image = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) };
    // Only the last is drawn: the sixth order.
    const random = draws(0.9, 0.9, 0.9, 0.9, 0.9, 0, 0.99);
    expect([...colorJitter()(sampleOf(image, { objects: [] }), random).image.data]).toEqual([3, 2, 1]);
  });

  it('hsvJitter adds to each, half of the time', () => {
    const image = { width: 1, height: 1, data: Uint8Array.of(200, 50, 50) };
    // Hue 0 (0.5 → 0); saturation left out; value + 30.
    const result = hsvJitter()(sampleOf(image, { objects: [] }), draws(0.5, 0, 1, 0.9, 1, 0));
    expect([...result.image.data]).toEqual([230, 58, 58]); // 230 − 230 · 0.75 = 57.5
  });
});
