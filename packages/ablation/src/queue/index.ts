export { type CoordinateOptions, coordinate, type QueueEvent } from './coordinate.ts';
export type { RunJobProgress } from './study-queue.ts';
export { type WorkEvent, type WorkOptions, workOnQueue } from './work.ts';
