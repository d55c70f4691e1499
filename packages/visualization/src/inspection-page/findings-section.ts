import type { DetectionDataset, Finding, ImageRecord, Offender } from '@tandem-det/data';
import { boxSvg, type DrawnRectangle, labelSvg } from '../page/box-svg.ts';
import { embeddedImage } from '../page/embedded-image.ts';
import { escapeHtml } from '../report/escape-html.ts';
import type { InspectedSplit } from './inspected-split.ts';
import { shownPart } from './shown-part.ts';

/** What was found in a part of the data, each with its worst examples. */
export async function findingsHtml({ dataset, inspection }: InspectedSplit, split: number): Promise<string> {
  if (inspection.findings.length === 0) return '<p>Nothing to complain about.</p>';
  const shown = new Set(inspection.findings.flatMap(({ offenders }) => offenders.map(({ image }) => image)));
  const pictures = new Map<number, string>();
  for (const image of shown) {
    const record = dataset.images[image]!;
    // A picture that cannot be read is a finding itself.
    const source = await record.load().then(embeddedImage, () => undefined);
    if (source === undefined) continue;
    const { width, height } = record;
    const id = pictureId(split, record);
    pictures.set(
      image,
      `<image id="${id}" href="${source}" width="${width}" height="${height}" preserveAspectRatio="none"/>`,
    );
  }
  const articles = inspection.findings.map(
    (
      finding,
    ) => `<article class="finding ${finding.severity}"><h3><span class="severity">${finding.severity}</span> ${escapeHtml(finding.message)}</h3>
<p>${escapeHtml(finding.remedy)}</p>
<p class="examples">${escapeHtml(finding.examples.join('; '))}</p>
${gallery(finding, dataset, pictures, split)}</article>`,
  );
  return `<svg width="0" height="0" aria-hidden="true" style="position: absolute"><defs>${[...pictures.values()].join('')}</defs></svg>
${articles.join('\n')}`;
}

function gallery(
  { offenders, message }: Finding,
  dataset: DetectionDataset,
  pictures: ReadonlyMap<number, string>,
  split: number,
): string {
  const figures = offenders
    .filter(({ image }) => pictures.has(image))
    .map((offender) => figure(offender, dataset, message, split));
  return figures.length === 0 ? '' : `<div class="gallery">${figures.join('\n')}</div>`;
}

function figure(
  { image, objects }: Offender,
  { images, classes }: DetectionDataset,
  about: string,
  split: number,
): string {
  const record = images[image]!;
  const rectangles = record.objects.map(
    ({ box }): DrawnRectangle => [box[0], box[1], box[2] - box[0], box[3] - box[1]],
  );
  const part = shownPart(
    record,
    objects.map((index) => record.objects[index]!.box),
  );
  const letter = Math.max(part.width, part.height) / 28;
  const others = rectangles.flatMap((rectangle, index) =>
    objects.includes(index) ? [] : [`<g class="kind-truth">${boxSvg(rectangle)}</g>`],
  );
  const own = objects.map((index) => {
    const name = classes[record.objects[index]!.classIndex]!.name;
    const label = labelSvg(rectangles[index]!, name, letter, {
      width: part.x + part.width,
      height: part.y + part.height,
      below: false,
    });
    return `<g class="kind-missed">${boxSvg(rectangles[index]!)}${label}</g>`;
  });
  const caption = `${record.fileName}${part.whole ? '' : ', a part'}: ${record.objects.length} objects`;
  const view = [part.x, part.y, part.width, part.height].map((value) => value.toFixed(1)).join(' ');
  return `<figure><button type="button" class="enlarge" aria-label="Enlarge ${escapeHtml(caption)}"><svg viewBox="${view}" style="--letter: ${letter.toFixed(2)}px" role="img" aria-label="${escapeHtml(`${about}: ${caption}`)}"><use href="#${pictureId(split, record)}"/>${others.join('')}${own.join('')}</svg></button><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

function pictureId(split: number, { id }: ImageRecord): string {
  return `picture-${split}-${id}`;
}
