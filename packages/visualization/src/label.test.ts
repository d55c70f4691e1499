import { expect, it } from 'vitest';
import { isInFont, textPath } from './font.ts';
import { escapeXml, labelSize } from './label.ts';
import { classColor, inkOn, PALETTE } from './palette.ts';

it('has a glyph for each printable ASCII character', () => {
  const all = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
  expect(isInFont(all)).toBe(true);
  expect(isInFont('é')).toBe(false);
});

it('draws each run of dots once', () => {
  // "T" is ##### over six rows ..#..: one run of 5 dots, six of 1; dots of 2 pixels from (10, 20).
  expect(textPath('T', 10, 20, 2)).toBe(
    `M10 20h10v2h-10z${[22, 24, 26, 28, 30, 32].map((y) => `M14 ${y}h2v2h-2z`).join('')}`,
  );
});

it('sizes labels by characters, not by UTF-16 units', () => {
  expect(labelSize('ab', 1)).toEqual({ width: 15, height: 12 });
  expect(labelSize('🔑b', 1)).toEqual({ width: 15, height: 12 });
});

it('escapes what XML reserves and drops control characters', () => {
  expect(escapeXml('a<b>&"c"\u0000')).toBe('a&lt;b&gt;&amp;&quot;c&quot;');
});

it('repeats the palette and picks the ink that can be read', () => {
  expect(classColor(8)).toBe(PALETTE[1]);
  // Blue #0072b2: 0.7152 · 0.168 + 0.0722 · 0.445 = 0.152 < 0.18. Yellow: far above.
  expect(inkOn('#0072b2')).toBe('#ffffff');
  expect(inkOn('#f0e442')).toBe('#000000');
});
