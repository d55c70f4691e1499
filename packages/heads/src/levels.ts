import { ExpectationError, type Features, type Level, type Priors } from '@tandem-det/core';
import { concat, reshape, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';

/** Channels that all levels have; a head shared by the levels needs them equal. */
export function sharedChannels(where: string, levels: readonly Level[]): number {
  const channels = [...new Set(levels.map((level) => level.channels))];
  if (channels.length !== 1) {
    throw new ExpectationError(
      where,
      'levels of one number of channels',
      levels.map((level) => level.channels).join(', '),
      'Put a neck between the backbone and the head.',
    );
  }
  return channels[0]!;
}

/**
 * Throws unless there is one prior per cell of each feature map.
 * Several anchors per location would need several predictions per cell, which these heads do not make.
 */
export function checkOnePriorPerCell(where: string, features: Features, priors: Priors): void {
  const describe = (sizes: readonly { height: number; width: number }[]) =>
    sizes.map(({ height, width }) => `${height}×${width}`).join(', ');
  const maps = features.map(({ shape: [, height, width] }) => ({ height, width }));
  if (describe(maps) !== describe(priors.levels)) {
    throw new ExpectationError(
      where,
      `priors for maps of ${describe(maps)}`,
      describe(priors.levels),
      'Build the priors for the size of these images.',
    );
  }
  for (const { height, width, count } of priors.levels) {
    if (count !== height * width) {
      throw new ExpectationError(
        where,
        `one prior per location, ${height * width} on a map of ${height}×${width}`,
        `${count} priors`,
        'Use one scale and one ratio.',
      );
    }
  }
}

/** [B, A, C] from maps [B, H, W, C] of each level: finest first, then row, column. */
export function flattenLevels(maps: readonly Tensor4D[]): Tensor3D {
  const flat = maps.map((map) => {
    const [images, height, width, channels] = map.shape;
    return reshape(map, [images, height * width, channels]) as Tensor3D;
  });
  return concat(flat, 1);
}
