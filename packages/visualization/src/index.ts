export * from './contact-sheet.ts';
export * from './draw-detections.ts';
export * from './palette.ts';
export * from './report/index.ts';
