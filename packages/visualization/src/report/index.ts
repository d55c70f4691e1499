export * from './line-chart.ts';
export * from './report-page.ts';
