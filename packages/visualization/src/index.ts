export * from './charts/bar-chart.ts';
export * from './charts/line-chart.ts';
export * from './contact-sheet.ts';
export * from './draw-detections.ts';
export * from './evaluation-page/index.ts';
export * from './palette.ts';
export * from './report/index.ts';
