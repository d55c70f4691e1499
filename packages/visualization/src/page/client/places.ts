import { all, byId, element } from './dom.ts';
import type { MapLevel } from './heat.ts';
import { mapCanvas, type Place } from './map-canvas.ts';

/** What the page holds about one head and one object: maps as bytes in base64. */
export interface PlaceHead {
  readonly head: string;
  readonly levels: readonly MapLevel[];
  readonly scores: string;
  readonly ious: string;
  readonly classification: Place;
  readonly localization: Place;
}

export interface PlaceObject {
  readonly name: string;
  readonly box: Place['box'];
  readonly heads: readonly PlaceHead[];
}

export interface PlaceImage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** A data URL. */
  readonly source: string;
  readonly objects: readonly PlaceObject[];
}

/** For the image, object and level chosen, what each head makes of the object. */
export function showPlaces(images: readonly PlaceImage[]): void {
  const choice = byId<HTMLSelectElement>('place-image')!;
  const levels = byId<HTMLSelectElement>('place-level')!;
  const objects = byId('place-objects')!;
  const heads = byId('place-heads')!;
  let chosen = 0;
  const picture = new Image();
  const draw = () => {
    const image = images[Number(choice.value)]!;
    const object = image.objects[chosen]!;
    for (const [index, button] of all('button', objects).entries()) {
      button.setAttribute('aria-pressed', String(index === chosen));
    }
    const level = Number(levels.value);
    heads.replaceChildren(...object.heads.map((head) => headView({ image, object, head, level, picture })));
  };
  const fill = () => {
    const image = images[Number(choice.value)]!;
    for (const button of all('button', objects)) button.remove();
    for (const [index, { name }] of image.objects.entries()) {
      const button = element('button', { type: 'button' }, `${index + 1} ${name}`);
      button.addEventListener('click', () => {
        chosen = index;
        draw();
      });
      objects.append(button);
    }
    const maps = image.objects[0]!.heads[0]!.levels;
    const names = ['all levels', ...maps.map(({ width, height }) => `${width} × ${height}`)];
    levels.replaceChildren(...names.map((text, index) => new Option(text, String(index - 1))));
    chosen = 0;
    picture.onload = draw;
    picture.src = image.source;
  };
  choice.addEventListener('change', fill);
  levels.addEventListener('change', draw);
  fill();
}

interface Seen {
  readonly image: PlaceImage;
  readonly object: PlaceObject;
  readonly head: PlaceHead;
  /** Index of a level; -1 for all. */
  readonly level: number;
  readonly picture: HTMLImageElement;
}

/** Both maps of a head, with the figures of its two places. */
function headView(seen: Seen): HTMLElement {
  const { object, head } = seen;
  const map = (title: string, values: string, keep: Place) => {
    const bytes = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
    const canvas = mapCanvas({ ...seen, ...head, size: seen.image, box: object.box, values: bytes, keep });
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${title} of ${head.head} for ${object.name}`);
    return element('figure', { class: 'map' }, canvas, element('figcaption', {}, title));
  };
  const { classification: sure, localization: fits } = head;
  const apart = Math.hypot(sure.center[0] - fits.center[0], sure.center[1] - fits.center[1]);
  const lost = fits.iou - sure.iou;
  const words =
    apart < 0.05 && lost < 0.0005
      ? 'Both tasks choose the same place.'
      : `The places are ${apart.toFixed(0)} pixels apart; the box that is kept fits ${lost.toFixed(3)} worse than the best.`;
  const label = (text: string) => element('dt', { class: 'label' }, text);
  const row = (name: string, { score, iou }: Place) => [
    element('dt', {}, name),
    element('dd', {}, score.toFixed(3)),
    element('dd', {}, iou.toFixed(3)),
  ];
  const list = element(
    'dl',
    {},
    ...['', 'score', 'IoU'].map(label),
    ...row('✕ highest score', sure),
    ...row('◯ best box', fits),
  );
  const maps = element(
    'div',
    { class: 'maps' },
    map(`Score for ${object.name}`, head.scores, sure),
    map('IoU of the box predicted there', head.ious, fits),
    element('div', { class: 'verdict' }, list, element('p', {}, words)),
  );
  return element('article', { class: 'head' }, element('h3', {}, head.head), maps);
}
