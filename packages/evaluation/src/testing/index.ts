export * from './pycocotools-cases.ts';
export * from './random-coco.ts';
