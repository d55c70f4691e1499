import type { Category, DetectionDataset, ImageRecord } from '@tandem-det/data';
import { errorKind, type JudgedDetection, type JudgedImage } from '@tandem-det/evaluation';
import { boxSvg, labelSvg } from '../page/box-svg.ts';
import { embeddedImage } from '../page/embedded-image.ts';
import { ofEachRun, section } from '../page/html.ts';
import { ENLARGED } from '../page/page.ts';
import { escapeHtml } from '../report/escape-html.ts';
import type { RunAnalysis } from './evaluated-run.ts';

/** Detections below it are not in the page: nobody looks for them, and there are many. */
const LOWEST = 0.1;

const LEGEND = ['right', 'localization', 'class', 'both', 'duplicate', 'background', 'missed'];

/** The images that came out best and worst, with objects and detections; a slider sets the score asked for. */
export async function picturesSection(
  runs: readonly RunAnalysis[],
  dataset: DetectionDataset,
  { count, scoreThreshold }: { readonly count: number; readonly scoreThreshold: number },
): Promise<string> {
  const records = new Map(dataset.images.map((record) => [record.id, record]));
  const chosen = runs.map(({ ranked }) => {
    const worst = ranked.slice(Math.max(count, ranked.length - count)).reverse();
    return { best: ranked.slice(0, count), worst };
  });
  const ids = new Set(chosen.flatMap(({ best, worst }) => [...best, ...worst].map(({ id }) => id)));
  const sources = new Map<number, string>();
  for (const id of ids) sources.set(id, await embeddedImage(await records.get(id)!.load()));
  const symbols = [...sources].map(([id, source]) => `.image-${id} { background-image: url("${source}") }`);
  const gallery = ({ ranked, images }: RunAnalysis, list: readonly RunAnalysis['ranked'][number][]) =>
    `<div class="gallery">${list
      .map((result) => {
        const record = records.get(result.id)!;
        const { right, wrong, missed } = result;
        const place = ranked.indexOf(result) + 1;
        return figure(record, images.get(result.id)!, dataset.classes, {
          caption: `${record.fileName}: ${right} right, ${wrong} wrong, ${missed} missed (${place} of ${ranked.length})`,
          scoreThreshold,
        });
      })
      .join('\n')}</div>`;
  const legend = LEGEND.map((kind) => `<li class="kind-${kind}">${kind}</li>`).join('');
  return section(
    'pictures',
    'Best and worst images',
    `Ranked by F1 at IoU 0.5 of the detections with a score of ${scoreThreshold} or more. Dashed: annotated objects, in colour where nothing found them at any score. Solid: detections, by what became of them. Click a picture to enlarge it.`,
    `<style>${symbols.join('\n')}</style>
<div class="controls"><label>Score of at least <input type="range" id="score" min="${LOWEST}" max="0.95" step="0.05" value="${scoreThreshold}"> <output for="score">${scoreThreshold.toFixed(2)}</output></label><ul class="legend">${legend}</ul></div>`,
    ofEachRun(runs, (run, index) => {
      const { best, worst } = chosen[index]!;
      const last = worst.length === 0 ? '' : `<h3>Worst</h3>${gallery(run, worst)}`;
      return `<h3>Best</h3>${gallery(run, best)}${last}`;
    }),
    ENLARGED,
  );
}

/** An image with a layer of boxes in its own pixels. */
function figure(
  { id, width, height }: ImageRecord,
  { objects, detections, foundBy }: JudgedImage,
  classes: readonly Category[],
  { caption, scoreThreshold }: { readonly caption: string; readonly scoreThreshold: number },
): string {
  const nameOf = new Map(classes.map((category) => [category.id, category.name]));
  const letter = Math.max(width, height) / 28;
  const truth = objects.map(({ bbox, categoryId }, index) => {
    const kind = foundBy[index]! < 0 ? 'missed' : 'truth';
    const text = kind === 'missed' ? `missed ${nameOf.get(categoryId)}` : '';
    return `<g class="kind-${kind}">${boxSvg(bbox)}${labelSvg(bbox, text, letter, { width, height, below: true })}</g>`;
  });
  const found = detections
    .filter(({ detection, outcome }) => detection.score >= LOWEST && outcome !== 'ignored')
    .toReversed()
    .map((judged) => {
      const { bbox, category_id, score } = judged.detection;
      const hidden = score < scoreThreshold ? ' hidden' : '';
      const text = `${nameOf.get(category_id)} ${score.toFixed(2)}`;
      return `<g class="kind-${kindOf(judged)}" data-score="${score.toFixed(3)}"${hidden}>${boxSvg(bbox)}${labelSvg(bbox, text, letter, { width, height, below: false })}</g>`;
    });
  return `<figure><button type="button" class="enlarge" aria-label="Enlarge ${escapeHtml(caption)}"><svg class="image-${id}" viewBox="0 0 ${width} ${height}" style="--letter: ${letter.toFixed(2)}px" role="img" aria-label="${escapeHtml(caption)}">${truth.join('')}${found.join('')}</svg></button><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

function kindOf(judged: JudgedDetection): string {
  return errorKind(judged) ?? 'right';
}
