export * from './atss.ts';
export {
  detectorFromDescription,
  type FromDescriptionOptions,
  type PartFactory,
} from './detector-from-description.ts';
export * from './fcos.ts';
export * from './gfl.ts';
export * from './head-by-assignment.ts';
export * from './ota.ts';
export * from './published-schedule.ts';
export type { PyramidOptions } from './pyramid.ts';
export * from './retinanet.ts';
export * from './tood.ts';
export * from './tood-variants.ts';
export * from './torchvision.ts';
export * from './training-rules.ts';
export * from './yolox.ts';
export * from './yolox-rule.ts';
export * from './yolox-schedule.ts';
