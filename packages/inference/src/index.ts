export { cocoResults } from './coco-results.ts';
export { type DetectDatasetOptions, detectDataset, type ImageDetections } from './detect-dataset.ts';
export {
  type DetectorAlignment,
  type DetectorEvaluation,
  type EvaluateDetectorOptions,
  evaluateDetector,
  mainFigures,
} from './evaluate-detector.ts';
