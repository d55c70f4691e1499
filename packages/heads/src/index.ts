export * from './decoupled-head.ts';
export * from './fall-back-where-invalid.ts';
export * from './task-aligned-head.ts';
export * from './yolox-head.ts';
