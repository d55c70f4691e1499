export * from './atss-assigner.ts';
export { type AssignmentParts, buildAssignment } from './build-assignment.ts';
export * from './fcos-ranges.ts';
export * from './max-iou.ts';
export * from './ota-assigner.ts';
export type { PaddedPriors } from './shared-options.ts';
export * from './sim-ota.ts';
export * from './task-aligned.ts';
