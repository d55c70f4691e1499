import { expectThat } from '@tandem-det/base';
import { ofEachRun, section, table } from '../page/html.ts';
import { ENLARGED, pageHtml } from '../page/page.ts';
import { findingsHtml } from './findings-section.ts';
import { aspectsChart, classesChart, crowdingChart, sidesChart } from './histograms.ts';
import type { InspectedSplit } from './inspected-split.ts';

export interface InspectionPageOptions {
  readonly title: string;
  /** Lines below the title: which data, for which detector. */
  readonly facts?: readonly string[];
  readonly splits: readonly InspectedSplit[];
}

const SHORT = {
  findings: 'Findings',
  sizes: 'Sizes',
  shapes: 'Shapes',
  classes: 'Classes',
  images: 'Images',
};

/**
 * A page of HTML about what datasets hold and what is wrong with them, complete in one file: findings with their
 * worst examples, and how the parts of the data compare in sizes, shapes, classes and objects per image.
 */
export async function inspectionPage({ title, facts = [], splits }: InspectionPageOptions): Promise<string> {
  expectThat(splits.length > 0, 'inspectionPage: splits', 'at least one', 'none');
  const found = await Promise.all(splits.map(findingsHtml));
  const charts = async (...made: Promise<string>[]) =>
    `<div class="charts">${(await Promise.all(made)).map((svg) => `<div>${svg}</div>`).join('')}</div>`;
  const sections = [
    section(
      'findings',
      'What was found',
      'The gravest first: an error makes results wrong, a warning is likely a mistake, a note is good to know. Pictures are the worst examples: solid what the finding is about, dashed the other objects. Click one to enlarge it.',
      ofEachRun(found, (html) => html),
      ENLARGED,
    ),
    section(
      'sizes',
      'Sizes at the input of the network',
      'Side of a box: the root of width times height, in pixels of the network’s input. Small, medium and large are COCO’s, by area: below 32², below 96², the rest.',
      await charts(sidesChart(splits)),
      table({
        caption: 'Objects by size; crowds are not counted.',
        headings: ['part', 'objects', 'small', 'medium', 'large'],
        rows: splits.map(({ name, inspection: { objects, sizes } }) => [
          name,
          ...[objects, sizes.small, sizes.medium, sizes.large].map(String),
        ]),
      }),
    ),
    section(
      'shapes',
      'Shapes',
      'Width over height of the boxes, from narrow to wide.',
      await charts(aspectsChart(splits)),
    ),
    section(
      'classes',
      'Classes',
      'How the objects are spread over the classes, and over the parts of the data.',
      await charts(classesChart(splits)),
      ofEachRun(splits, ({ inspection: { classes } }) =>
        table({
          caption: 'Click a heading to sort.',
          headings: ['class', 'id', 'objects', 'images'],
          rows: classes.map(({ name, id, objects, images }) => [name, ...[id, objects, images].map(String)]),
          sortable: true,
        }),
      ),
    ),
    section(
      'images',
      'Images',
      'How many objects images have, and how large they are.',
      await charts(crowdingChart(splits)),
      table({
        caption: 'Crowds are not counted.',
        headings: ['part', 'images', 'without objects', 'objects per image', 'most', 'commonest size'],
        rows: splits.map(({ name, inspection }) => {
          const { images, imagesWithoutObjects, objectsPerImage, imageSizes } = inspection;
          const [size] = imageSizes;
          return [
            name,
            String(images),
            String(imagesWithoutObjects),
            objectsPerImage.mean.toFixed(1),
            String(objectsPerImage.most),
            size === undefined ? '–' : `${size.width}×${size.height} (${size.count})`,
          ];
        }),
      }),
    ),
  ];
  return pageHtml({
    title,
    facts,
    sections,
    short: SHORT,
    choice: { label: 'Part', names: splits.map(({ name }) => name) },
  });
}
