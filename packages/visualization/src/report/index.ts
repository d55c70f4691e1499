export * from './report-page.ts';
