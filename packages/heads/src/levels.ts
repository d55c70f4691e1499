import { ExpectationError } from '@tandem-det/base';
import type { Features, Level, Priors } from '@tandem-det/core';
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

/** Throws unless there are `perCell` priors for each cell of each feature map: as many as the head predicts. */
export function checkPriorsPerCell(where: string, features: Features, priors: Priors, perCell = 1): void {
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
  const each = perCell === 1 ? 'one prior' : `${perCell} priors`;
  for (const { height, width, count } of priors.levels) {
    const expected = height * width * perCell;
    if (count !== expected) {
      throw new ExpectationError(
        where,
        `${each} per location, ${expected} on a map of ${height}×${width}`,
        `${count} priors`,
        'Take them from the `priors` of this head.',
      );
    }
  }
}

/** [B, A, C] from maps [B, H, W, perCell · C] of each level: finest first, then row, column, prior of the cell. */
export function flattenLevels(maps: readonly Tensor4D[], perCell = 1): Tensor3D {
  const flat = maps.map((map) => {
    const [images, height, width, channels] = map.shape;
    return reshape(map, [images, height * width * perCell, channels / perCell]) as Tensor3D;
  });
  return concat(flat, 1);
}
