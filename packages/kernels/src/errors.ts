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
  ) {
    super(`${where}: expected ${expected}, got ${got}.${remedy === '' ? '' : ` ${remedy}`}`);
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
 * Throws an ExpectationError for a misspelt option. `others` is what remains of the options once every known one is
 * taken, which the compiler sees to: `{ depth = 50, ...others }`.
 */
export function expectNoOthers(where: string, others: Readonly<Record<string, never>>): void {
  const [name] = Object.keys(others);
  expectThat(name === undefined, where, 'only options that it has', `the unknown option "${name}"`);
}
