const round = Math.fround;

/** More than the relative error of a power by multiplication, or by `**`. */
const ERROR = 1e-14;

/** `base ** exponent` rounded to float32. Small whole exponents by multiplication where the rounding is certain. */
export function singlePrecisionPower(base: number, exponent: number): number {
  if (exponent === 1) return round(base);
  if (Number.isInteger(exponent) && exponent > 0 && exponent <= 16) {
    let power = 1;
    let square = base;
    for (let rest = exponent; rest > 0; rest >>= 1) {
      if (rest & 1) power *= square;
      square *= square;
    }
    const low = round(power * (1 - ERROR));
    if (low === round(power * (1 + ERROR))) return low;
  }
  return round(base ** exponent);
}

/** Parts of the interval from 0 to 1 with a bound each. */
const PARTS = 1024;
/** Covers the rounding of powers, and a base that came out slightly above 1. */
const SLACK = 1 + 1e-5;

/** Upper bounds of a power of numbers from 0 to 1. */
export interface PowerBounds {
  /** At least `x ** exponent`: far cheaper than the power. */
  of(x: number): number;
  /** A number below which no power reaches `value`; `hint` is such a number for a lower value. */
  reach(value: number, hint: number): number;
}

/** Bounds of `x ** exponent` by table; Infinity for an exponent below 0, of which there is no bound. */
export function powerBounds(exponent: number): PowerBounds {
  const table = new Float64Array(PARTS + 1).fill(Infinity);
  for (let part = 0; part <= PARTS && exponent >= 0; part++) {
    table[part] = Math.min((part + 1) / PARTS, 1) ** exponent * SLACK;
  }
  return {
    of: (x) => table[Math.min(Math.trunc(x * PARTS), PARTS)]!,
    reach(value, hint) {
      let part = hint * PARTS;
      while (part < PARTS && table[part]! < value) part++;
      return part / PARTS;
    },
  };
}
