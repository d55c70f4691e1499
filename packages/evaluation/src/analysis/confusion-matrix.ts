import type { JudgedDetection, JudgedImage } from './judge-images.ts';

export interface ConfusionMatrix {
  /** Names of the K classes by category id. */
  readonly classes: readonly string[];
  /**
   * [K + 1][K + 1]: objects of class i that were taken for class j. Row K: detections where no object is.
   * Column K: objects that were not found. The corner is 0.
   */
  readonly counts: readonly (readonly number[])[];
}

export interface ConfusionOptions {
  /** Detections below it are left out. */
  readonly scoreThreshold?: number;
  /** IoU from which on a detection of another class is taken to mean an object. */
  readonly iouThreshold?: number;
}

/**
 * Which classes are taken for which. Right detections count on the diagonal; then, by falling score, every
 * wrong one takes the object of highest IoU that none has taken yet, whatever its class. What lies in a
 * crowd of its own class is left out.
 */
export function confusionMatrix(
  images: readonly JudgedImage[],
  categories: readonly { readonly id: number; readonly name?: string }[],
  { scoreThreshold = 0.3, iouThreshold = 0.5 }: ConfusionOptions = {},
): ConfusionMatrix {
  const sorted = [...new Map(categories.map((category) => [category.id, category])).values()].sort(
    (a, b) => a.id - b.id,
  );
  const indexOf = new Map(sorted.map(({ id }, index) => [id, index]));
  const size = sorted.length + 1;
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const { objects, detections } of images) {
    const shown = detections.filter(({ detection }) => detection.score >= scoreThreshold);
    const free = new Set(objects.keys());
    const count = (object: number, { detection }: JudgedDetection) => {
      const row = object < 0 ? sorted.length : indexOf.get(objects[object]!.categoryId);
      if (row !== undefined) counts[row]![indexOf.get(detection.category_id)!]!++;
      free.delete(object);
    };
    for (const judged of shown) if (judged.outcome === 'right') count(judged.found, judged);
    for (const judged of shown) {
      if (judged.outcome !== 'wrong') continue;
      const { own, other } = judged;
      const [object] = [own, other]
        .filter((best) => best.iou >= iouThreshold && free.has(best.object))
        .sort((a, b) => b.iou - a.iou);
      count(object?.object ?? -1, judged);
    }
    for (const object of free) {
      const row = indexOf.get(objects[object]!.categoryId);
      if (row !== undefined) counts[row]![sorted.length]!++;
    }
  }
  return { classes: sorted.map(({ id, name }) => name ?? String(id)), counts };
}
