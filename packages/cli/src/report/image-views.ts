import { type BatchInput, boxToInput, boxToOriginal, type DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import { type TaskPlace, taskPlaces } from '@tandem-det/evaluation';
import { detectDataset, type ImageDetections } from '@tandem-det/inference';
import type { HeadView, ImageView } from '@tandem-det/visualization';

export interface ImageViewsOptions {
  readonly name: string;
  readonly detector: Pick<Detector, 'detect' | 'priors'>;
  /** Of every batch, so that all images have the same priors. */
  readonly size: { readonly width: number; readonly height: number };
  readonly input: BatchInput;
  readonly dataset: DetectionDataset;
  /** Images to look into: the first that have objects. */
  readonly images?: number;
  /** Objects of each of them. */
  readonly objects?: number;
}

/** What a detector's head makes of some objects, place by place, in pixels of the images. */
export async function imageViews(options: ImageViewsOptions): Promise<ImageView[]> {
  const { name, detector, size, input, dataset, images = 3, objects = 6 } = options;
  const chosen = dataset.images.filter((image) => image.objects.some(({ crowd }) => !crowd)).slice(0, images);
  if (chosen.length === 0) return [];
  const centers = await detector.priors(size.height, size.width).centers.data<'float32'>();
  const views: ImageView[] = [];
  const seen = detectDataset({
    detector,
    dataset: { ...dataset, images: chosen },
    input,
    batchSize: 1,
    withPredictions: true,
  });
  for await (const image of seen) {
    const shown = image.record.objects.filter(({ crowd }) => !crowd).slice(0, objects);
    views.push({
      imageId: image.record.id,
      objects: shown.map((object) => ({
        box: object.box,
        classIndex: object.classIndex,
        heads: [headView(name, image, object, centers)],
      })),
    });
  }
  return views;
}

function headView(
  head: string,
  { geometry, predictions }: ImageDetections,
  { box, classIndex }: DetectionDataset['images'][number]['objects'][number],
  centers: Float32Array,
): HeadView {
  const { levels, boxes, scores } = predictions!;
  const found = taskPlaces(
    { boxes, scores, centers, levels },
    { box: boxToInput(box, geometry), classIndex },
  );
  const pointOf = (place: number): [number, number] => [
    (centers[2 * place]! - geometry.offsetX) / geometry.scaleX,
    (centers[2 * place + 1]! - geometry.offsetY) / geometry.scaleY,
  ];
  const seen = ({ place, score, iou }: TaskPlace) => ({
    center: pointOf(place),
    box: boxToOriginal([...boxes.subarray(4 * place, 4 * place + 4)] as unknown as typeof box, geometry),
    score,
    iou,
  });
  return {
    head,
    scores: found.scores,
    ious: found.ious,
    classification: seen(found.classification),
    localization: seen(found.localization),
    levels: levels.map(({ width, height, stride, offset }) => ({
      width,
      height,
      step: stride / Math.abs(geometry.scaleX),
      origin: pointOf(offset),
    })),
  };
}

/** The views of several detectors on the same images as one list, every object with the heads of all. */
export function joinViews(lists: readonly (readonly ImageView[])[]): ImageView[] {
  const [first = [], ...others] = lists;
  return first.map(({ imageId, objects }, image) => ({
    imageId,
    objects: objects.map((object, at) => ({
      ...object,
      heads: [...object.heads, ...others.flatMap((list) => list[image]!.objects[at]!.heads)],
    })),
  }));
}
