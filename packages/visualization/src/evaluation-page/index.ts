export type { EvaluatedRun } from './evaluated-run.ts';
export { type EvaluationPageOptions, evaluationPage } from './evaluation-page.ts';
export type { HeadView, ImageView, SeenPlace } from './places-section.ts';
