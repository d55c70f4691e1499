import type { Box, DetectionDataset, RgbImage } from '@tandem-det/data';
import type { TaskPlaces } from '@tandem-det/evaluation';
import { embeddedImage } from '../page/embedded-image.ts';
import { section } from '../page/html.ts';
import { escapeHtml } from '../report/escape-html.ts';

/** A place on an image: what a head predicts there about one object. In pixels of the image. */
export interface SeenPlace {
  readonly center: readonly [x: number, y: number];
  readonly box: Box;
  readonly score: number;
  readonly iou: number;
}

/** What one head makes of one object. */
export interface HeadView extends Pick<TaskPlaces, 'scores' | 'ious'> {
  readonly head: string;
  readonly classification: SeenPlace;
  readonly localization: SeenPlace;
  /** Levels of the maps, finest first; in pixels of the image. */
  readonly levels: readonly {
    readonly width: number;
    readonly height: number;
    /** Between neighbouring cells. */
    readonly step: number;
    /** Centre of the first cell. */
    readonly origin: readonly [x: number, y: number];
  }[];
}

/** One image and, for each of some of its objects, what each head makes of it. */
export interface ImageView {
  readonly imageId: number;
  readonly objects: readonly {
    readonly box: Box;
    readonly classIndex: number;
    readonly heads: readonly HeadView[];
  }[];
}

/** For a chosen image and object: the score map, the IoU map and where each task is done best, per head. */
export async function placesSection(views: readonly ImageView[], dataset: DetectionDataset): Promise<string> {
  const shown = views.filter(({ objects }) => objects.length > 0);
  if (shown.length === 0) return '';
  const records = new Map(dataset.images.map((record) => [record.id, record]));
  const data = await Promise.all(
    shown.map(async ({ imageId, objects }) => {
      const record = records.get(imageId)!;
      const pixels: RgbImage = await record.load();
      return {
        name: record.fileName,
        width: record.width,
        height: record.height,
        source: await embeddedImage(pixels),
        objects: objects.map(({ box, classIndex, heads }) => ({
          name: dataset.classes[classIndex]!.name,
          box: box.map(round),
          heads: heads.map(({ head, scores, ious, classification, localization, levels }) => ({
            head,
            levels,
            scores: bytes(scores),
            ious: bytes(ious),
            classification: rounded(classification),
            localization: rounded(localization),
          })),
        })),
      };
    }),
  );
  const images = shown.map(({ imageId }, index) => {
    const { fileName } = records.get(imageId)!;
    return `<option value="${index}">${escapeHtml(fileName)}</option>`;
  });
  return section(
    'places',
    'Where each task finds its best place',
    'For one object: how sure each place of the network is of its class, and how well the box fits that is predicted there. The cross marks the place of highest score inside the object, whose box the detector keeps; the ring marks the place of the best box. Where they lie apart, the tasks are misaligned.',
    `<div class="controls"><label>Image <select id="place-image">${images.join('')}</select></label>
<fieldset id="place-objects"><legend>Object</legend></fieldset>
<label>Level <select id="place-level"></select></label></div>
<div id="place-heads" aria-live="polite"></div>
<p class="scale"><span>0</span><i></i><span>1</span></p>
<script type="application/json" id="place-data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`,
  );
}

/** Values in [0, 1] as bytes in base64. */
function bytes(values: Float32Array): string {
  const scaled = Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return Buffer.from(scaled).toString('base64');
}

function rounded({ center, box, score, iou }: SeenPlace): object {
  return { center: center.map(round), box: box.map(round), score, iou };
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
