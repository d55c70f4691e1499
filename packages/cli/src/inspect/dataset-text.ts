import { columnsText } from '@tandem-det/ablation';
import type { DatasetInspection } from '@tandem-det/data';

/** The inspection of a dataset to read: counts, classes, sizes, findings. */
export function datasetText(inspection: DatasetInspection, split: string): string {
  const { name, images, imagesWithoutObjects, objects, crowds, objectsPerImage, sizes } = inspection;
  const { least, mean, most } = objectsPerImage;
  const imageSizes = inspection.imageSizes.map(({ width, height, count }) => `${width}×${height} (${count})`);
  return [
    `Dataset ${split}: ${name}`,
    `  ${images} images, ${imagesWithoutObjects} without objects; ${objects} objects, ${crowds} crowds`,
    ...(inspection.account === undefined ? [] : [`  files: ${inspection.account}`]),
    `  objects an image: ${least} to ${most}, ${mean.toFixed(1)} on average`,
    `  image sizes: ${imageSizes.slice(0, 5).join(', ')}${imageSizes.length > 5 ? ', …' : ''}`,
    `  objects at the network's input: ${sizes.small} small, ${sizes.medium} medium, ${sizes.large} large`,
    `  by side: ${inspection.sides.map(({ from, to, count }) => `${from}–${to} px: ${count}`).join(', ')}`,
    indented(
      columnsText([
        ['class', 'id', 'objects', 'images'],
        ...inspection.classes.map((each) => [each.name, each.id, each.objects, each.images].map(String)),
      ]),
    ),
    ...(inspection.findings.length === 0 ? ['  nothing to complain about'] : []),
    ...inspection.findings.map(
      ({ severity, message, examples, remedy }) =>
        `  ${severity}: ${message} (${examples.slice(0, 3).join('; ')}). ${remedy}`,
    ),
  ].join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
