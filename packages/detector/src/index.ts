export * from './create-detector.ts';
export { type DetectionOptions, type DetectOptions, detectionOptions } from './detect.ts';
export * from './detections.ts';
export { classNames, type DetectorOptions, detectorOptions } from './detector-options.ts';
export * from './select-detections.ts';
export type { StepGradients } from './step-gradients.ts';
export type { View } from './views.ts';
