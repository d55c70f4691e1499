export { type BarChartOptions, barChart } from './charts/bar-chart.ts';
export { lineChart } from './charts/line-chart.ts';
export { scatterChart } from './charts/scatter-chart.ts';
export type { ChartSeries, XyChartOptions } from './charts/xy-chart.ts';
export { type ContactSheetOptions, contactSheet } from './contact-sheet.ts';
export {
  type DrawDetectionsOptions,
  type DrawnBox,
  type DrawnDetection,
  drawDetections,
} from './draw-detections.ts';
export type { EvaluatedRun } from './evaluation-page/evaluated-run.ts';
export { type EvaluationPageOptions, evaluationPage } from './evaluation-page/evaluation-page.ts';
export type { HeadView, ImageView, SeenPlace } from './evaluation-page/places-section.ts';
export type { InspectedSplit } from './inspection-page/inspected-split.ts';
export { type InspectionPageOptions, inspectionPage } from './inspection-page/inspection-page.ts';
export { classColor, type HexColor, inkOn, PALETTE } from './palette.ts';
export { type ReportBlock, type ReportOptions, reportPage } from './report/report-page.ts';
