import { ExpectationError } from '@tandem-det/base';
import type { CocoDetection, CocoGroundTruth } from './coco-types.ts';

/** Throws where ground truth is no COCO content: the path of a file, or its text, is a usual mistake. */
export function checkGroundTruth(caller: string, groundTruth: CocoGroundTruth): void {
  const where = `${caller}, groundTruth`;
  if (typeof groundTruth !== 'object' || groundTruth === null || Array.isArray(groundTruth)) {
    refuse(
      where,
      'the content of a COCO file',
      groundTruth,
      Array.isArray(groundTruth) ? 'A list of detections goes into detections.' : PARSE,
    );
  }
  for (const key of ['images', 'annotations', 'categories'] as const) {
    if (!Array.isArray(groundTruth[key])) refuse(`${where}.${key}`, 'an array', groundTruth[key]);
  }
  for (const [index, annotation] of groundTruth.annotations.entries()) {
    if (isBox(annotation?.bbox) && typeof annotation.image_id === 'number') continue;
    checkEntry(`${where}.annotations[${index}]`, annotation);
  }
}

/** Throws where detections are no array of results, or one lacks a field; of images that are not known, see below. */
export function checkDetections(
  caller: string,
  detections: readonly CocoDetection[],
  isImage: (id: number) => boolean,
): void {
  const where = `${caller}, detections`;
  if (!Array.isArray(detections)) refuse(where, 'an array of results', detections, PARSE);
  for (let index = 0; index < detections.length; index++) {
    const {
      image_id: image,
      bbox,
      score,
      category_id: category,
    } = detections[index] ?? ({} as CocoDetection);
    const isWhole = isBox(bbox) && Number.isFinite(score) && typeof category === 'number' && isImage(image);
    if (isWhole) continue;
    const at = `${where}[${index}]`;
    checkEntry(at, detections[index]);
    if (typeof category !== 'number') refuse(`${at}.category_id`, 'a number', category);
    if (typeof score !== 'number') refuse(`${at}.score`, 'a number', score);
    if (!Number.isFinite(score)) refuse(at, 'a finite score', score);
    refuseImages(at, detections, isImage);
  }
}

const PARSE = 'Read the file and parse it: JSON.parse(await readFile(path, "utf8")).';

function checkEntry(where: string, entry: unknown): void {
  if (typeof entry !== 'object' || entry === null) refuse(where, 'an object', entry);
  const fields = entry as Readonly<Record<string, unknown>>;
  const { bbox, image_id: image } = fields;
  if (typeof image !== 'number') refuse(`${where}.image_id`, 'a number', image);
  if (!Array.isArray(bbox) || bbox.length !== 4) {
    const other = ['box', 'boxes', 'bounding_box', 'rect'].find((key) => key in fields);
    const remedy = other === undefined ? '' : `It has "${other}"; the key is bbox: x, y, width, height.`;
    refuse(`${where}.bbox`, '4 numbers: x, y, width, height', bbox, remedy);
  }
  if (!isBox(bbox)) throw new ExpectationError(where, 'a box of finite numbers', `[${bbox.join(', ')}]`);
}

function isBox(value: unknown): boolean {
  return Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);
}

/** Names all images of detections that the ground truth does not have: as a rule the files are of two datasets. */
function refuseImages(
  where: string,
  detections: readonly CocoDetection[],
  isImage: (id: number) => boolean,
): never {
  const unknown = [...new Set(detections.map((each) => each?.image_id).filter((id) => !isImage(id)))];
  throw new ExpectationError(
    where,
    'the id of an image of the ground truth',
    `image_id ${unknown[0]}`,
    unknown.length === 1
      ? ''
      : `${unknown.length} images are unknown: ${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ', …' : ''}. Are the results of this dataset?`,
  );
}

function refuse(where: string, expected: string, got: unknown, remedy = ''): never {
  const text = got === undefined ? 'nothing' : (JSON.stringify(got) ?? String(got));
  const shown = typeof got === 'number' ? String(got) : text;
  throw new ExpectationError(where, expected, shown.length > 60 ? `${shown.slice(0, 57)}...` : shown, remedy);
}
