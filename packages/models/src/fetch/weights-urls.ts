import { ExpectationError } from '@tandem-det/base';
import type { PublishedWeights } from '../catalogue/published-model.ts';

/**
 * Where to look for a file, in this order. With a mirror (`TANDEM_MODELS_URL`) only there: at `MIRROR/FILE`.
 *
 * Errors: an ExpectationError for a mirror that is no http or https URL.
 */
export function weightsUrls(
  { urls, fileName }: Pick<PublishedWeights, 'urls' | 'fileName'>,
  mirror: string | undefined = process.env['TANDEM_MODELS_URL'],
): readonly string[] {
  if (!mirror) return urls;
  if (!/^https?:\/\//.test(mirror) || !URL.canParse(mirror)) {
    throw new ExpectationError('TANDEM_MODELS_URL', 'an http or https URL', `"${mirror}"`);
  }
  return [`${mirror.replace(/\/+$/, '')}/${fileName}`];
}
