export * from './atss.ts';
export { type AssignmentParts, buildAssignment, type PaddedPriors } from './build-assignment.ts';
export * from './fcos-ranges.ts';
export * from './max-iou.ts';
export * from './ota.ts';
export * from './sim-ota.ts';
export * from './task-aligned.ts';
