import { nearName } from '@tandem-det/base';
import { type Finding, namesFinding, some } from './finding.ts';

/** Class names, in order, that a dataset should have, and whose they are. */
export interface ExpectedClasses {
  /** Such as `the detector` or `the training data`. */
  readonly of: string;
  readonly names: readonly string[];
}

/** Classes without objects or with names nearly alike; class names that are not those expected. */
export function classFindings(
  classes: readonly { readonly name: string; readonly objects: number }[],
  expected?: ExpectedClasses,
): Finding[] {
  const names = classes.map(({ name }) => name);
  const empty = classes.filter(({ objects }) => objects === 0).map(({ name }) => name);
  return [
    ...namesFinding(empty, {
      severity: 'warning',
      message: (count) => `${some(count, 'class', 'classes')} without any object`,
      remedy: 'Such a class is never learnt; check the category ids, or leave it out of the classes.',
    }),
    ...namesFinding(alike(names), {
      severity: 'warning',
      message: (count) => `${some(count, 'pair', 'pairs')} of classes whose names are nearly alike`,
      remedy: 'If one is the other misspelt, its objects are taught as a class of their own; merge them.',
    }),
    ...(expected === undefined ? [] : differences(names, expected)),
  ];
}

function differences(names: readonly string[], expected: ExpectedClasses): Finding[] {
  const count = Math.max(names.length, expected.names.length);
  const different = Array.from({ length: count }, (_, index) => index)
    .filter((index) => names[index] !== expected.names[index])
    .map((index) => {
      const [wanted, got] = [expected.names[index], names[index]];
      const unknown = got !== undefined && !expected.names.includes(got);
      const hint = unknown ? hintOf(got, expected.names) : '';
      return `${index}: "${wanted ?? 'none'}" against "${got ?? 'none'}"${hint}`;
    });
  return namesFinding(different, {
    severity: 'error',
    message: (total) =>
      `${some(total, 'class differs', 'classes differ')} between ${expected.of} and the dataset`,
    remedy: `Give the dataset the classes of ${expected.of}, in its order, or train anew.`,
  });
}

/** What an unknown class was meant to be. Composed and decomposed characters (NFC, NFD) print alike. */
function hintOf(got: string, names: readonly string[]): string {
  if (names.some((name) => name.normalize() === got.normalize())) {
    return ' (they look the same, and differ in Unicode form: NFC and NFD)';
  }
  const near = nearName(got, names);
  return near === undefined ? '' : ` (misspelt "${near}"?)`;
}

/** Names that differ in capitals, spaces, hyphens, a plural's s or one letter in six or more. */
function alike(names: readonly string[]): string[] {
  const plain = names.map((name) =>
    name
      .toLowerCase()
      .replaceAll(/[\s_-]/g, '')
      .replace(/s$/, ''),
  );
  return names.flatMap((name, index) =>
    names.slice(index + 1).flatMap((other, offset) => {
      const [a, b] = [plain[index]!, plain[index + 1 + offset]!];
      const isNear = a === b || (a.length >= 6 && isOneLetterApart(a, b));
      return isNear ? [`"${name}" and "${other}"`] : [];
    }),
  );
}

function isOneLetterApart(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && long[at] === short[at]) at++;
  const rest = long.slice(at + 1);
  return long.length === short.length ? rest === short.slice(at + 1) : rest === short.slice(at);
}
