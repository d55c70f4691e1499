import { expectThat } from '@tandem-det/base';
import { flipImage } from '../images/flip.ts';
import type { Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';

/**
 * Mirrors left to right with the given probability: x' = W − x. It goes before `letterbox`: a mirrored
 * image whose padding came first has its padding on the left, so all of it then counts as valid.
 */
export function horizontalFlip({ probability = 0.5 }: { readonly probability?: number } = {}): Transform {
  expectThat(
    probability >= 0 && probability <= 1,
    'horizontalFlip',
    'a probability from 0 to 1',
    String(probability),
  );
  return described('horizontalFlip', { probability }, (sample, random) => {
    if (random() >= probability) return sample;
    const { width } = sample.image;
    return applyGeometry(
      sample,
      { scaleX: -1, scaleY: 1, offsetX: width, offsetY: 0 },
      flipImage(sample.image),
      { height: sample.validHeight, width },
    );
  });
}
