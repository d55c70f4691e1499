const START = 'expected ';

/** The error of a schema in the words of `where: expected X, got Y`: `z.int(expected('a whole number of steps'))`. */
export function expected(text: string): { readonly error: string } {
  return { error: START + text };
}

/** X of a schema's message, where `expected` gave it. */
export function expectedIn(message: string): string | undefined {
  return message.startsWith(START) ? message.slice(START.length) : undefined;
}
