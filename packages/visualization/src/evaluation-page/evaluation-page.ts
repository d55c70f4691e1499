import { expectThat } from '@tandem-det/base';
import type { DetectionDataset } from '@tandem-det/data';
import { pageHtml } from '../page/page.ts';
import { confusionSection } from './confusion-section.ts';
import { curvesSection } from './curves-section.ts';
import { errorsSection } from './errors-section.ts';
import { analyzeRun, type EvaluatedRun } from './evaluated-run.ts';
import { picturesSection } from './pictures-section.ts';
import { type ImageView, placesSection } from './places-section.ts';
import { alignmentSection, summarySection } from './summary-section.ts';

export interface EvaluationPageOptions {
  readonly title: string;
  /** Lines below the title: what was measured on what. */
  readonly facts?: readonly string[];
  /** That the runs were compared with: for the pixels and names of its images. */
  readonly dataset: DetectionDataset;
  /** One detector, or several to compare. */
  readonly runs: readonly EvaluatedRun[];
  /** For images to look into: what each head makes of their objects. */
  readonly views?: readonly ImageView[];
  /** Best images to show, and worst. */
  readonly pictures?: number;
  /** Score from which on a detection is one that a user would see. */
  readonly scoreThreshold?: number;
}

/** Sections by id, as the navigation names them. */
const SHORT = {
  numbers: 'Numbers',
  alignment: 'Alignment',
  places: 'Places',
  curves: 'Curves',
  errors: 'Errors',
  confusion: 'Confusion',
  pictures: 'Pictures',
};

/**
 * A page of HTML about how well detectors do, complete in one file: nothing is loaded from elsewhere.
 * Numbers, alignment, curves, errors by kind, confusions, best and worst images, and for chosen images where
 * each head finds its best places.
 */
export async function evaluationPage(options: EvaluationPageOptions): Promise<string> {
  const { title, facts = [], dataset, runs, views = [], pictures = 6, scoreThreshold = 0.3 } = options;
  expectThat(runs.length > 0, 'evaluationPage: runs', 'at least one', 'none');
  const known = new Set(dataset.images.map(({ id }) => id));
  for (const { name, evaluation } of runs) {
    const stranger = evaluation.images.find(({ id }) => !known.has(id));
    expectThat(
      stranger === undefined,
      `evaluationPage: run "${name}"`,
      `images of dataset "${dataset.name}"`,
      `image ${stranger?.id}`,
      'Give the dataset that the run was evaluated on.',
    );
  }
  const analyses = runs.map((run) => analyzeRun(run, scoreThreshold));
  const sections = [
    summarySection(analyses),
    alignmentSection(analyses),
    await placesSection(views, dataset),
    await curvesSection(analyses),
    await errorsSection(analyses, scoreThreshold),
    confusionSection(analyses, scoreThreshold),
    await picturesSection(analyses, dataset, { count: pictures, scoreThreshold }),
  ].filter((html) => html !== '');
  return pageHtml({
    title,
    facts,
    sections,
    short: SHORT,
    choice: { label: 'Detector', names: runs.map(({ name }) => name) },
  });
}
