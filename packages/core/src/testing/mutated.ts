/** Pieces that parsers trip over. */
const NASTY = [
  ...['1e999', '-1', 'NaN', 'null', '[', '{"', '\0', '-', ': ', '{}', '!!js/function', '9'.repeat(30)],
  ...['&x;', '<!DOCTYPE a>', '__proto__', '*a', '&a', '\ud800', '\x7f', '\x80', '\xff', '(', 'R', '.'],
];

/**
 * The bytes with one to four changes: cut off, or a piece left out, there twice, with bits turned, copied to another
 * place, or with something nasty before it or in its place. `random` gives numbers in [0, 1).
 */
export function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  let current = Buffer.from(bytes);
  for (let change = below(4); change >= 0; change--) {
    const from = below(current.length + 1);
    const to = Math.min(current.length, from + below(1 + below(40)));
    const [head, piece, tail] = [current.subarray(0, from), current.subarray(from, to), current.subarray(to)];
    const nasty = Buffer.from(NASTY[below(NASTY.length)]!, below(2) === 0 ? 'utf8' : 'latin1');
    const turned = Buffer.from(piece.map((byte) => byte ^ (1 << below(8))));
    const elsewhere = Buffer.from(current);
    elsewhere.set(piece, below(current.length - piece.length + 1));
    const choices = [
      [head, tail],
      [head, piece, piece, tail],
      [head, nasty, piece, tail],
      [head, nasty, tail],
      [head],
      [head, turned, tail],
      [head, turned, tail],
      [elsewhere],
    ];
    current = Buffer.concat(choices[below(choices.length)]!);
  }
  return current;
}
