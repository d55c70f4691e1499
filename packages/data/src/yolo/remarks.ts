import type { Remark } from '../account.ts';
import { turnedRemark } from '../files/image-records.ts';
import type { ImageNameParts } from './names.ts';

/** An image with the label file that it has. */
interface FoundImage {
  readonly index: number;
  readonly labels: string | undefined;
  readonly isBeside: boolean;
  readonly isTurned: boolean;
}

/** What is worth a look in a YOLO dataset: labels of two images, labels where YOLO does not look, turned images. */
export function yoloRemarks(images: readonly FoundImage[], names: readonly ImageNameParts[]): Remark[] {
  const nameOf = ({ index }: FoundImage) => names[index]!.fileName;
  const byLabels = new Map<string, Set<string>>();
  for (const image of images) {
    if (image.labels === undefined) continue;
    byLabels.set(image.labels, (byLabels.get(image.labels) ?? new Set()).add(nameOf(image)));
  }
  const shared = [...byLabels.values()]
    .filter(({ size }) => size > 1)
    .map((twins) => [...twins].join(' and '));
  const beside = images.filter(({ isBeside }) => isBeside).map(nameOf);
  const turned = images.filter(({ isTurned }) => isTurned).map(nameOf);
  return [
    ...(shared.length === 0
      ? []
      : [
          {
            severity: 'warning' as const,
            message: `${shared.length} label ${shared.length === 1 ? 'file' : 'files'} of more than one image`,
            names: shared,
            remedy:
              'The images differ in their ending alone, and one of them may be another picture: remove it.',
          },
        ]),
    ...(beside.length === 0
      ? []
      : [
          {
            severity: 'warning' as const,
            message: `${beside.length} label ${beside.length === 1 ? 'file lies' : 'files lie'} beside the images in a folder called images, and ${beside.length === 1 ? 'was' : 'were'} read`,
            names: beside,
            remedy: 'Other YOLO tools look into "labels" next to "images" alone; move them there.',
          },
        ]),
    ...turnedRemark(turned),
  ];
}
