import { type DetectionDataset, generatedScenes } from '@tandem-det/data';
import { type CocoDetection, evaluateDetections, taskPlaces } from '@tandem-det/evaluation';
import type { EvaluatedRun } from '../evaluation-page/evaluated-run.ts';
import type { HeadView, ImageView } from '../evaluation-page/places-section.ts';

const SIZE = { width: 160, height: 128 };
export const scenes: DetectionDataset = generatedScenes({ count: 14, seed: 3, split: 'val', size: SIZE });

/** Detections that are wrong in every way: shifted, doubled, of another class, of nothing, missing. */
export function madeUpRun(name: string, shift: number): EvaluatedRun {
  const detections: CocoDetection[] = [];
  for (const [index, { id, objects }] of scenes.images.entries()) {
    for (const [at, { box, classIndex }] of objects.entries()) {
      const [x1, y1, x2, y2] = box;
      const width = x2 - x1;
      const kind = (7 * index + 3 * at) % 8;
      const off = kind === 1 ? 0.5 : shift * (kind % 4) * 0.05;
      const add = (label: number, score: number, by: number) =>
        detections.push({
          image_id: id,
          category_id: scenes.classes[label % scenes.classes.length]!.id,
          bbox: [x1 + by * width, y1, width, y2 - y1],
          score,
        });
      if (kind !== 0) add(kind === 2 ? classIndex + 1 : classIndex, 0.95 - 0.07 * kind, off);
      if (kind === 3) add(classIndex, 0.55, 0.1);
      if (kind === 4) add(classIndex, 0.4, 4);
    }
  }
  const alignment = {
    objects: 40,
    correlation: 0.452 - shift / 10,
    rankCorrelation: 0.471 - shift / 10,
    topIou: 0.661,
    correct: 30,
    redundant: 4,
    error: 6,
    background: 3,
  };
  return { name, evaluation: { ...evaluateDetections({ groundTruth: scenes, detections }), alignment } };
}

/** Score and IoU maps whose best places are `apart` pixels from each other. */
function headView(
  head: string,
  object: DetectionDataset['images'][number]['objects'][number],
  apart: number,
): HeadView {
  const levels = [8, 16].map((step) => ({
    width: SIZE.width / step,
    height: SIZE.height / step,
    step,
    origin: [step / 2, step / 2] as const,
  }));
  const [x1, y1, x2, y2] = object.box;
  const boxes: number[] = [];
  const scores: number[] = [];
  const centers: number[] = [];
  for (const { width, height, step } of levels) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [x, y] = [(column + 0.5) * step, (row + 0.5) * step];
        const off = Math.hypot(x - (x1 + x2) / 2, y - (y1 + y2) / 2);
        boxes.push(x1 + off / 8, y1 + off / 9, x2 + off / 7, y2 - off / 9);
        scores.push(
          Math.exp(-(((x - (x1 + x2) / 2 - apart) / 14) ** 2) - ((y - (y1 + y2) / 2) / 14) ** 2) * 0.9,
        );
        centers.push(x, y);
      }
    }
  }
  let offset = 0;
  const priorLevels = levels.map(({ width, height }) => {
    const level = { width, height, count: width * height, offset };
    offset += width * height;
    return level;
  });
  const found = taskPlaces(
    { boxes, scores, centers, levels: priorLevels },
    { box: object.box, classIndex: 0 },
  );
  const seen = ({ place, score, iou }: typeof found.classification) => ({
    center: [centers[2 * place]!, centers[2 * place + 1]!] as const,
    box: boxes.slice(4 * place, 4 * place + 4) as unknown as typeof object.box,
    score,
    iou,
  });
  return {
    head,
    levels,
    scores: found.scores,
    ious: found.ious,
    classification: seen(found.classification),
    localization: seen(found.localization),
  };
}

/** The first two scenes as two heads see them. */
export const views: readonly ImageView[] = scenes.images.slice(0, 2).map(({ id, objects }) => ({
  imageId: id,
  objects: objects.map((object) => ({
    box: object.box,
    classIndex: object.classIndex,
    heads: [headView('parallel head', object, 12), headView('T-Head', object, 0)],
  })),
}));
