import { clipObjects } from '../clip.ts';
import type { RgbImage } from '../dataset.ts';
import { boxToInput, composeGeometry, type Geometry } from '../geometry.ts';
import type { Sample } from '../sample.ts';

/** The sample with a new image whose pixels lie where `step` says, and its objects moved along. */
export function applyGeometry(
  sample: Sample,
  step: Geometry,
  image: RgbImage,
  valid: { readonly height: number; readonly width: number } = image,
): Sample {
  const scale = Math.abs(step.scaleX * step.scaleY);
  const moved = sample.objects.map((object) => ({
    ...object,
    box: boxToInput(object.box, step),
    area: object.area * scale,
  }));
  return {
    image,
    objects: clipObjects(moved, image.width, image.height),
    geometry: composeGeometry(sample.geometry, step),
    validHeight: valid.height,
    validWidth: valid.width,
  };
}
