export * from './coupled-head.ts';
export * from './decoupled-head.ts';
export * from './fall-back-where-invalid.ts';
export * from './fcos-head.ts';
export * from './gfl-head.ts';
export * from './octave-anchors.ts';
export {
  type PriorRule,
  type SquarePriorsOptions,
  squarePriors,
  squarePriorsOptions,
} from './prior-rule.ts';
export * from './retina-head.ts';
export * from './task-aligned-head.ts';
export * from './torchvision-anchors.ts';
export type { QualityTower, ScoreRule } from './tower-head.ts';
export * from './yolox-head.ts';
