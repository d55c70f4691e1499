import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readImages, someNames } from '@tandem-det/data';
import type { CocoDetection } from '@tandem-det/evaluation';
import { cocoResults, detectDataset, type ImageDetections } from '@tandem-det/inference';
import { loadRecipe } from '@tandem-det/recipes';
import { openRunFolder } from '@tandem-det/training';
import { drawDetections } from '@tandem-det/visualization';
import { type BackendOptions, startChosenBackend } from '../backend.ts';
import { chooseModel } from '../choose-model.ts';
import type { Output } from '../terminal/output.ts';
import { parseViews } from './parse-views.ts';

export interface DetectCommandOptions extends BackendOptions {
  /** Test-time augmentation: scales at which images are looked at, `1,1f,1.5`; f is mirrored. */
  readonly views?: string;
  /** Of a run. */
  readonly checkpoint?: string;
  /** Name of a published model, or a checkpoint or the folder of a run, in place of `checkpoint`. */
  readonly model?: string;
  /** A file of weights of the published model, in place of the one that is fetched. */
  readonly weights?: string;
  /** Module that makes the detector, where the checkpoint cannot tell how: it has a part of your own. */
  readonly config?: string;
  /** Image files and folders of them. */
  readonly paths: readonly string[];
  /** Folder for `detections.json`, `detections.txt` and `pictures`; without it everything is only listed. */
  readonly out?: string;
  /** Detections below it are neither drawn nor listed; the JSON has all from 0.05. */
  readonly threshold?: number;
  readonly onBadImage?: 'error' | 'skip';
  readonly pictures?: boolean;
  readonly signal?: AbortSignal;
}

/** A line of `detections.json`: COCO's result format, and which file the image is. */
export type FileDetection = CocoDetection & { readonly file_name: string };

/** `tandem detect`: what is in these images, as JSON, as a list to read and as pictures. */
export async function detectCommand(
  options: DetectCommandOptions,
  output: Output,
): Promise<readonly FileDetection[]> {
  const { paths, out, threshold = 0.3, onBadImage = 'skip', signal } = options;
  const pictures = out !== undefined && (options.pictures ?? true);
  const chosen = await chooseModel(options);
  const module = options.config === undefined ? undefined : await loadRecipe(options.config);
  if (out !== undefined) await openRunFolder(out);
  const report = (line: string) => output.line(line);
  const { colorProfile } = chosen.recipe.config.input;
  const dataset = await readImages({ paths, onBadImage, report, colorProfile });
  const { passedOver = [] } = dataset.account ?? {};
  if (passedOver.length > 0) {
    output.line(
      `Passed over, as no images that can be read (${passedOver.length}): ${someNames(passedOver, 20)}`,
    );
  }
  const backend = await startChosenBackend(options, output);
  const loaded = await chosen.load(output, {
    data: { ...chosen.recipe.config.data, onBadImage },
    make: module?.detector,
  });
  const { detector, categories } = loaded;
  try {
    const names = pictureNames(dataset.images.map(({ fileName }) => fileName));
    if (pictures) await mkdir(path.join(out!, 'pictures'), { recursive: true });
    const results: FileDetection[] = [];
    const listing: string[] = [];
    const progress = output.progress('Detecting', dataset.images.length);
    const found = detectDataset({
      detector,
      dataset,
      input: { ...loaded.input, onBadImage },
      ...(options.views !== undefined && { detection: { views: parseViews(options.views) } }),
      report,
      ...(signal && { signal }),
      onProgress: (done) => progress.update(done),
    });
    for await (const image of found) {
      const { fileName } = image.record;
      results.push(...cocoResults(image, categories).map((result) => ({ ...result, file_name: fileName })));
      listing.push(...listed(image, detector.classes, threshold));
      if (!pictures) continue;
      const picture = await drawDetections(await image.record.load(), {
        detections: drawn(image),
        classes: categories,
        scoreThreshold: threshold,
      });
      await writeFile(path.join(out!, 'pictures', names.get(fileName)!), picture);
    }
    progress.stop();
    for (const line of out === undefined ? listing : listing.slice(0, 40)) output.line(line);
    if (out === undefined) return results;
    await writeFile(path.join(out, 'detections.json'), JSON.stringify(results));
    await writeFile(path.join(out, 'detections.txt'), `${listing.join('\n')}\n`);
    if (listing.length > 40) output.line(`… ${listing.length - 40} more lines in detections.txt`);
    output.line(
      `Written: ${path.join(out, 'detections.json')}, detections.txt${pictures ? ', pictures/' : ''}`,
    );
    return results;
  } finally {
    await loaded.dispose();
    await backend.stop();
  }
}

/** The file's name, then a line per detection: class, score, x, y, width, height. */
function listed(
  { record, detections }: ImageDetections,
  classes: readonly string[],
  threshold: number,
): string[] {
  const lines = detections.boxes.flatMap(([x1, y1, x2, y2], index) => {
    const score = detections.scores[index]!;
    if (score < threshold) return [];
    const numbers = [x1, y1, x2 - x1, y2 - y1].map((value) => value.toFixed(1).padStart(7)).join(' ');
    return [`  ${classes[detections.classes[index]!]!.padEnd(16)} ${score.toFixed(3)} ${numbers}`];
  });
  return [`${record.fileName}: ${lines.length} found`, ...lines];
}

function drawn({ detections }: ImageDetections) {
  return detections.boxes.map((box, index) => ({
    box,
    classIndex: detections.classes[index]!,
    score: detections.scores[index]!,
  }));
}

/** A PNG's name for each file: its own, numbered where two folders have the same. */
function pictureNames(files: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const file of files) {
    const stem = path.basename(file, path.extname(file));
    let name = `${stem}.png`;
    for (let number = 2; taken.has(name); number++) name = `${stem}-${number}.png`;
    taken.add(name);
    names.set(file, name);
  }
  return names;
}
