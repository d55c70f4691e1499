import { expectThat } from '@tandem-det/base';

/** Throws unless there are four box values and a class (or no classes) for each score. */
export function checkBoxes(
  where: string,
  boxes: Float32Array,
  scores: Float32Array,
  classes: Int32Array | null,
): void {
  const count = scores.length;
  expectThat(
    boxes.length === 4 * count && (classes === null || classes.length === count),
    where,
    `${4 * count} box values and ${count} classes for ${count} scores`,
    `${boxes.length} and ${classes?.length ?? count}`,
  );
}
