export { type BoxCounts, countBoxes } from './alignment/count-boxes.ts';
export type { AlignmentObject, DenseImage } from './alignment/dense-image.ts';
export { formatAlignment } from './alignment/format-alignment.ts';
export { type AlignmentOptions, alignmentOf, type ObjectAlignment } from './alignment/object-alignment.ts';
export { type AlignmentSummary, summarizeAlignment } from './alignment/summarize-alignment.ts';
export { type PlaceLevel, type TaskPlace, type TaskPlaces, taskPlaces } from './alignment/task-places.ts';
export { type Breakdown, breakdown, type ObjectGroup } from './analysis/breakdown.ts';
export { type ConfusionMatrix, type ConfusionOptions, confusionMatrix } from './analysis/confusion-matrix.ts';
export { type ErrorCost, type ErrorCosts, errorCosts } from './analysis/error-costs.ts';
export { ERROR_KINDS, type ErrorKind, errorKind, missedObjects } from './analysis/error-kinds.ts';
export {
  type BestOverlap,
  type JudgedDetection,
  type JudgedImage,
  type JudgeOptions,
  judgeImages,
} from './analysis/judge-images.ts';
export { type ImageResult, rankImages } from './analysis/rank-images.ts';
export {
  type CategoryResult,
  type CocoEvaluation,
  type CocoStats,
  type EvaluateCocoOptions,
  evaluateCoco,
  statsList,
} from './coco/evaluate-coco.ts';
export { formatCategories, formatStats } from './coco/format-evaluation.ts';
export {
  type PrecisionRecall,
  type PrecisionRecallCurves,
  precisionRecallCurves,
} from './coco/precision-recall.ts';
export type { CornerBox } from './corner-box.ts';
export { type DetectionEvaluation, evaluateDetections } from './evaluate-detections.ts';
export type { CocoAnnotation, CocoBox, CocoDetection, CocoGroundTruth } from './truth/coco-types.ts';
export type { EvaluatedDataset, EvaluatedObject } from './truth/dataset.ts';
export type { GroundTruth, TruthObject } from './truth/truth.ts';
