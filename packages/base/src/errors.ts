/**
 * An input that does not meet what a function asks for.
 * The message reads `where: expected X, got Y. Remedy.`
 */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';

  constructor(
    /** The public function, option or file and field that refused the input. */
    readonly where: string,
    readonly expected: string,
    readonly got: string,
    /** One sentence that says what to do, or nothing where it is obvious. */
    readonly remedy = '',
    /** `cause`: the error below it, such as that of a file system, whose `code` tells one kind from another. */
    options?: ErrorOptions,
  ) {
    super(`${where}: expected ${expected}, got ${got}.${remedy === '' ? '' : ` ${remedy}`}`, options);
  }
}

/** Throws an ExpectationError unless the condition holds; checked once, at a public entry. */
export function expectThat(
  condition: boolean,
  where: string,
  expected: string,
  got: string,
  remedy?: string,
): asserts condition {
  if (!condition) throw new ExpectationError(where, expected, got, remedy);
}

/**
 * Throws an ExpectationError where an object has a key that is not among `known`, which the compiler holds complete:
 * `{ name: true, … } satisfies Record<keyof Options, true>`.
 */
export function expectOnlyKeys(where: string, value: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(known, key));
  expectThat(
    unknown === undefined,
    where,
    `only the keys ${Object.keys(known).join(', ')}`,
    `the unknown key "${unknown}"`,
  );
}

/** A value that is not what it should be, in the words of an error: `a function`, `an object with a, b`, `"text"`. */
export function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    return `an object with ${Object.keys(value).join(', ') || 'nothing'}`;
  }
  if (typeof value === 'number') return String(value); // NaN too
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
