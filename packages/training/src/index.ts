export * from './optimizer/global-norm.ts';
export * from './optimizer/optimizer.ts';
export * from './optimizer/sgd.ts';
export * from './schedule/cosine.ts';
export * from './schedule/linear-warm-up.ts';
export * from './schedule/scaled-to-batch.ts';
export * from './schedule/schedule.ts';
export * from './schedule/step-decay.ts';
