export type { AccuracyOp } from './accuracy-case.ts';
export { accuracyOps } from './accuracy-ops.ts';
export { type Measurement, measure, type Way, wayOf } from './measure.ts';
