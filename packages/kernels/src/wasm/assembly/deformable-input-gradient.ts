import { addScaled } from './add-scaled';
import {
  AFTER_SAMPLING,
  groupChannelsOf,
  indexOf,
  locate,
  positionsOf,
  WEIGHTS,
} from './deformable-location';
import { address, integer } from './parameters';

/**
 * The gradient of the image: each sample's, times its factor and the weight of each corner, added to that
 * corner. One item is an image and some channels of a group, so that no two threads add to one place.
 * Parameters: also channels of an item, items of a group. Scratch: a sample.
 */
export function deformableInputGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const groups = integer(parameters, 13);
  const groupChannels = groupChannelsOf(parameters);
  const some = integer(parameters, AFTER_SAMPLING);
  const parts = integer(parameters, AFTER_SAMPLING + 1);
  const pixelBytes = (<usize>integer(parameters, 2)) << 2;
  const cells = integer(parameters, 0) * integer(parameters, 1);
  for (let item = begin; item < end; item++) {
    const image = item / (groups * parts);
    const group = (item / parts) % groups;
    const first = (item % parts) * some;
    const shift = (<usize>(group * groupChannels + first)) << 2;
    const channels = min(some, groupChannels - first);
    const target = address(parameters, 14) + <usize>(image * cells) * pixelBytes + shift;
    for (let cell = 0; cell < cells; cell++) {
      memory.fill(target + <usize>cell * pixelBytes, 0, (<usize>channels) << 2);
    }
    addSamples(parameters, image, group, target, shift, channels, scratch);
  }
}

function addSamples(
  parameters: usize,
  image: i32,
  group: i32,
  target: usize,
  shift: usize,
  channels: i32,
  sample: usize,
): void {
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const positions = positionsOf(parameters);
  const pixelBytes = (<usize>integer(parameters, 2)) << 2;
  const mask = address(parameters, 16);
  let place = image * rows * columns;
  let source = address(parameters, 17) + <usize>(place * positions) * pixelBytes + shift;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let position = 0; position < positions; position++) {
        const index = indexOf(parameters, place, group, position);
        if (locate(parameters, row, column, position, index, target, 0, sample)) {
          const factor = load<f32>(mask + (index << 2));
          for (let corner: usize = 0; corner < 16; corner += 4) {
            const to = load<usize>(sample + corner);
            if (to !== 0) addScaled(source, factor * load<f32>(sample + corner, WEIGHTS), to, channels);
          }
        }
        source += pixelBytes;
      }
      place++;
    }
  }
}
