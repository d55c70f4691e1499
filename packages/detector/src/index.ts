export * from './create-detector.ts';
export type { DetectOptions } from './detect.ts';
export * from './detections.ts';
export * from './select-detections.ts';
export type { StepGradients } from './step-gradients.ts';
export type { View } from './views.ts';
