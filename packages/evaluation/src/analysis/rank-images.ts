import type { JudgedImage } from './judge-images.ts';

/** How well one image came out. */
export interface ImageResult {
  readonly id: number;
  /** Detections of at least the score threshold that are right, that are wrong; objects that none of them found. */
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
  /** `2 · right / (2 · right + wrong + missed)`; 1 where there is nothing and nothing was found. */
  readonly f1: number;
}

/**
 * Images from best to worst by F1, then by more right detections, then by fewer wrong and missed, then by
 * mean IoU, then by id.
 */
export function rankImages(
  images: readonly JudgedImage[],
  { scoreThreshold = 0.3 }: { readonly scoreThreshold?: number } = {},
): ImageResult[] {
  return images
    .map(({ id, objects, detections }) => {
      const shown = detections.filter(({ detection }) => detection.score >= scoreThreshold);
      const hits = shown.filter(({ outcome }) => outcome === 'right');
      const right = hits.length;
      const wrong = shown.filter(({ outcome }) => outcome === 'wrong').length;
      const missed = objects.length - right;
      const all = 2 * right + wrong + missed;
      const iou = hits.reduce((sum, hit) => sum + hit.iou, 0) / Math.max(1, right);
      return { result: { id, right, wrong, missed, f1: all === 0 ? 1 : (2 * right) / all }, iou };
    })
    .sort(
      ({ result: a, iou: iouOfA }, { result: b, iou: iouOfB }) =>
        b.f1 - a.f1 ||
        b.right - a.right ||
        a.wrong + a.missed - b.wrong - b.missed ||
        iouOfB - iouOfA ||
        a.id - b.id,
    )
    .map(({ result }) => result);
}
