import { ExpectationError } from '@tandem-det/base';
import type { Faults } from '../files/faults.ts';
import type { VocSource } from './files.ts';
import type { ImageMatch } from './match-image.ts';

/** An annotation and the image that it is taken to be of. */
export interface Claim {
  readonly source: VocSource;
  readonly match: ImageMatch;
}

/**
 * The claims without those on an image that another annotation has by its own name: there, the annotation's own image is
 * likely gone, and its boxes would lie on the image of another. They are faults.
 */
export function withoutStolenImages<C extends Claim>(claims: readonly C[], faults: Faults): C[] {
  const owners = new Map<string, Claim>();
  for (const claim of claims) if (claim.match.isOwn) owners.set(claim.match.image, claim);
  return claims.filter(({ source, match }) => {
    const owner = owners.get(match.image);
    if (match.isOwn || owner === undefined) return true;
    faults.add(
      new ExpectationError(
        `${source.file}: filename`,
        'an image of its own',
        `"${match.image}", the image of ${owner.source.name}`,
        `Is the image "${source.stem}" missing? Name the right one in <filename>, or remove the annotation.`,
      ),
    );
    return false;
  });
}
