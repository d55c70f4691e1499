export {
  type CategoryResult,
  type CocoEvaluation,
  type CocoStats,
  evaluateCoco,
  statsList,
} from './coco/evaluate-coco.ts';
export { formatCategories, formatStats } from './coco/format-evaluation.ts';
export type { CocoAnnotation, CocoBox, CocoDetection, CocoGroundTruth } from './coco/types.ts';
