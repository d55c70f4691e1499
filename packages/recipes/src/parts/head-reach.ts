import type { HeadReach } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import type { ModelConfig } from '../config/model-schema.ts';

/** Methods whose positives are places inside of the object. */
const INSIDE_ONLY: readonly ModelConfig['preset'][] = ['tood', 'head-by-assignment', 'atss', 'fcos', 'gfl'];

/** IoU from which on RetinaNet's priors answer for an object. */
const RETINANET_IOU = 0.5;

/** What of a config's detector decides which objects it can learn at an input size. */
export async function headReach(
  detector: Pick<Detector, 'priors'>,
  model: ModelConfig | undefined,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<HeadReach> {
  const priors = detector.priors(height, width);
  const [centers, boxes] = await Promise.all([priors.centers.data(), priors.boxes.data()]);
  const sizes = priors.levels.flatMap((level) => {
    const perCell = level.count / (level.width * level.height);
    return Array.from({ length: perCell }, (_, shape) => {
      const [x1, y1, x2, y2] = boxes.slice((level.offset + shape) * 4) as unknown as number[];
      return { width: x2! - x1!, height: y2! - y1! };
    });
  });
  return {
    levels: priors.levels.map((level) => ({
      stride: level.stride,
      width: level.width,
      height: level.height,
      origin: [centers[level.offset * 2]!, centers[level.offset * 2 + 1]!],
    })),
    insideOnly: model !== undefined && INSIDE_ONLY.includes(model.preset),
    ...(model?.preset === 'gfl' && { longest: model.longest }),
    ...(model?.preset === 'retinanet' && { shapes: { sizes, iou: RETINANET_IOU } }),
  };
}
