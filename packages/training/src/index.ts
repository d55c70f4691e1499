export { type AdamwOptions, adamw, adamwOptions } from './optimizer/adamw.ts';
export { clipByGlobalNorm, globalNorm } from './optimizer/global-norm.ts';
export {
  type MovingAverage,
  type MovingAverageOptions,
  movingAverage,
  movingAverageOptions,
} from './optimizer/moving-average.ts';
export type { Gradients, Optimizer, OptimizerState } from './optimizer/optimizer.ts';
export { NO_DECAY, type ParameterGroup } from './optimizer/parameter-groups.ts';
export { type SgdOptions, sgd, sgdOptions } from './optimizer/sgd.ts';
export { configChanges } from './run/config-changes.ts';
export { describeRun } from './run/describe-run.ts';
export type { Figures, Picture, StepRecord, TrainEvent } from './run/events.ts';
export type { ImageSize, MultiScale } from './run/multi-scale.ts';
export type { GitState, RunDescription, RunSession } from './run/run-description.ts';
export { openRunFolder } from './run/run-folder.ts';
export { runLength } from './run/run-length.ts';
export { type LogRecord, readLog } from './run/run-log.ts';
export type { RunParts } from './run/run-parts.ts';
export { type RunState, readRunState } from './run/run-state.ts';
export { train } from './run/train.ts';
export {
  type EvaluationOptions,
  type TrainOptions,
  type TrainResult,
  trainOptions,
} from './run/train-options.ts';
export type { TrainableDetector } from './run/trainable.ts';
export { type CosineOptions, cosine, cosineOptions } from './schedule/cosine.ts';
export { type BatchRecipe, scaledToBatch } from './schedule/scaled-to-batch.ts';
export { constant, type Schedule } from './schedule/schedule.ts';
export { type StepDecayOptions, stepDecay, stepDecayOptions } from './schedule/step-decay.ts';
export { type WarmUpCurve, type WarmUpOptions, warmUp, warmUpOptions } from './schedule/warm-up.ts';
