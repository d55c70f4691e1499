/**
 * A dot font of our own for printable ASCII, so that labels look the same on machines without fonts.
 * Each glyph is 5 dots wide and 9 high, the baseline under the seventh row; one digit of base 32 per row
 * from the top, its highest bit the left dot; rows left out at the end are empty.
 */
// biome-ignore format: one line holds eight glyphs
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '0', '!': '4444004', '"': 'aaa', '#': 'aavavaa', $: '4fke5u4', '%': 'op248j3', '&': 'cik8lid', "'": '448',
  '(': '2488842', ')': '8422248', '*': '04lel4', '+': '044v44', ',': '00000c48', '-': '000e', '.': '00000cc', '/': '01248g',
  0: 'ehjlphe', 1: '4c4444e', 2: 'eh1248v', 3: 'v2421he', 4: '26aiv22', 5: 'vgu11he', 6: '68guhhe', 7: 'v124888',
  8: 'ehhehhe', 9: 'ehhf12c', ':': '0cc0cc', ';': '0cc0c48', '<': '248g842', '=': '00v0v', '>': '8421248', '?': 'eh12404',
  '@': 'eh1dlle', A: 'ehhvhhh', B: 'uhhuhhu', C: 'ehggghe', D: 'uhhhhhu', E: 'vgguggv', F: 'vgguggg', G: 'ehgnhhe',
  H: 'hhhvhhh', I: 'e44444e', J: '72222ic', K: 'hikokih', L: 'ggggggv', M: 'hrllhhh', N: 'hhpljhh', O: 'ehhhhhe',
  P: 'uhhuggg', Q: 'ehhhlid', R: 'uhhukih', S: 'fgge11u', T: 'v444444', U: 'hhhhhhe', V: 'hhhhha4', W: 'hhhllla',
  X: 'hha4ahh', Y: 'hhha444', Z: 'v1248gv', '[': 'e88888e', '\\': '0g8421', ']': 'e22222e', '^': '4ah', _: '000000v',
  '`': '842', a: '00e1fhf', b: 'ggmphhu', c: '00egghe', d: '11djhhf', e: '00ehvge', f: '698s888', g: '00fhhhf1e',
  h: 'ggmphhh', i: '40c444e', j: '2062222ic', k: 'ggikoki', l: 'c44444e', m: '00qllhh', n: '00mphhh', o: '00ehhhe',
  p: '00uhhhugg', q: '00fhhhf11', r: '00mpggg', s: '00ege1u', t: '88s8896', u: '00hhhjd', v: '00hhha4', w: '00hhlla',
  x: '00ha4ah', y: '00hhhhf1e', z: '00v248v', '{': '2448442', '|': '4444444', '}': '8442448', '~': '008l2',
};

/** Dots from one glyph to the next, and from the top of a glyph to its lowest row. */
export const ADVANCE = 6;
export const GLYPH_HEIGHT = 9;

/** Whether every character has a glyph. */
export function isInFont(text: string): boolean {
  return [...text].every((character) => Object.hasOwn(GLYPHS, character));
}

/** SVG path data of a text, its top left corner at (x, y), each dot `dot` pixels wide and high. */
export function textPath(text: string, x: number, y: number, dot: number): string {
  let path = '';
  [...text].forEach((character, position) => {
    const rows = GLYPHS[character] ?? '';
    [...rows].forEach((digit, row) => {
      for (const [start, length] of runs(Number.parseInt(digit, 32))) {
        const left = x + (position * ADVANCE + start) * dot;
        path += `M${left} ${y + row * dot}h${length * dot}v${dot}h${-length * dot}z`;
      }
    });
  });
  return path;
}

/** Start and length of each run of set bits among the five of a row. */
function runs(bits: number): [start: number, length: number][] {
  const found: [number, number][] = [];
  for (let column = 0; column < 5; column++) {
    if ((bits & (16 >> column)) === 0) continue;
    const last = found[found.length - 1];
    if (last !== undefined && last[0] + last[1] === column) last[1] += 1;
    else found.push([column, 1]);
  }
  return found;
}
