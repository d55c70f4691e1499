import { ExpectationError } from '@tandem-det/base';

/** Sizes bound to the letters of earlier checks of the same call (B batch, A priors, K classes, ...). */
export type Letters = Map<string, number>;

/**
 * Checks a shape against a pattern such as `B A 4`: a number must match exactly, a letter must keep
 * the value it was first seen with in `letters`. The pattern is the one written in the docstring.
 */
export function checkShape(
  where: string,
  tensor: { readonly shape: readonly number[] },
  pattern: string,
  letters: Letters = new Map(),
): Letters {
  const parts = pattern.split(' ').filter((part) => part !== '');
  const { shape } = tensor;
  const fits =
    shape.length === parts.length &&
    parts.every((part, axis) => {
      const size = shape[axis]!;
      const literal = Number(part);
      if (!Number.isNaN(literal)) return size === literal;
      const known = letters.get(part);
      if (known === undefined) letters.set(part, size);
      return known === undefined || known === size;
    });
  if (fits) return letters;
  const known = parts.filter((part) => letters.has(part)).map((part) => `${part} = ${letters.get(part)}`);
  throw new ExpectationError(
    where,
    `shape [${parts.join(', ')}]${known.length > 0 ? ` with ${[...new Set(known)].join(', ')}` : ''}`,
    `[${shape.join(', ')}]`,
  );
}
