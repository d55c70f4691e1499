import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import {
  byGravity,
  type DetectionDataset,
  fileFindings,
  type HeadReach,
  inspectDataset,
} from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import {
  changedRecipe,
  datasetIfAny,
  headReach,
  loadRecipe,
  makeDetector,
  type Recipe,
  type RunConfig,
  readStoredRun,
  type Split,
} from '@tandem-det/recipes';
import { openRunFolder, readRunState } from '@tandem-det/training';
import { type InspectedSplit, inspectionPage } from '@tandem-det/visualization';
import { type BackendOptions, startChosenBackend } from '../backend.ts';
import { datasetText } from '../inspect/dataset-text.ts';
import { modelSummary, modelText } from '../inspect/model-summary.ts';
import type { Output } from '../terminal/output.ts';

export interface InspectCommandOptions extends BackendOptions {
  /** YAML, JSON, or a module that exports a recipe; that of the checkpoint without it. */
  readonly config?: string;
  readonly set?: readonly string[];
  /** Compare the dataset's classes with those of this checkpoint. */
  readonly checkpoint?: string;
  /** Folder for `inspection.html`. */
  readonly out?: string;
  /** Decodes every image, too. */
  readonly decode?: boolean;
}

/** `tandem inspect`: what the datasets of a config hold and what is wrong with them, and what the model costs. */
export async function inspectCommand(options: InspectCommandOptions, output: Output): Promise<void> {
  const recipe = await recipeOf(options);
  const { config } = recipe;
  const state = options.checkpoint === undefined ? undefined : await readRunState(options.checkpoint);
  if (options.out !== undefined) await openRunFolder(options.out);
  // Everything that is wrong is found at once, where training would stop at the first.
  const data = { ...config.data, onBadImage: 'skip', badObjects: 'skip' } as const;
  const lenient = { ...recipe, config: { ...config, data } };
  const datasets = new Map<Split, DetectionDataset>();
  for (const split of ['train', 'validation'] as const) {
    const dataset = await datasetIfAny(lenient, split, (line) => output.line(line));
    if (dataset !== null) datasets.set(split, dataset);
  }
  const classes = state?.classes ?? [...datasets.values()][0]?.classes.map(({ name }) => name);
  if (classes === undefined) return;
  const backend = await startChosenBackend(options, output);
  const detector = makeDetector(recipe, classes, datasets.get('train'));
  try {
    const head = await headReach(detector, config.model, config.input);
    const expected = { of: state === undefined ? 'the training data' : 'the detector', names: classes };
    const splits: InspectedSplit[] = [];
    for (const [name, dataset] of datasets) {
      const train = name === 'validation' ? datasets.get('train') : undefined;
      const inspection = inspectSplit(dataset, config, { head, expected });
      const files = await fileFindings(dataset, {
        ...(train && { apartFrom: { name: 'the training data', dataset: train } }),
        ...(options.decode && { decode: true }),
      });
      const findings = [...files, ...inspection.findings].toSorted(byGravity);
      splits.push({ name, dataset, inspection: { ...inspection, findings } });
      output.line(`${datasetText({ ...inspection, findings }, name)}\n`);
    }
    output.line(modelText(modelSummary(detector, config.input)));
    if (options.out !== undefined)
      await writePage(
        options.out,
        options.config ?? options.checkpoint!,
        { detector, config, splits },
        output,
      );
  } finally {
    detector.dispose();
    await backend.stop();
  }
}

async function recipeOf({ config, checkpoint, set = [] }: InspectCommandOptions): Promise<Recipe> {
  if (config !== undefined) return loadRecipe(config, set);
  if (checkpoint !== undefined)
    return changedRecipe((await readStoredRun(checkpoint)).recipe, set, checkpoint);
  throw new ExpectationError('tandem inspect', '--config or --checkpoint', 'neither');
}

function inspectSplit(
  dataset: DetectionDataset,
  { input, data }: RunConfig,
  {
    head,
    expected,
  }: { readonly head: HeadReach; readonly expected: { of: string; names: readonly string[] } },
) {
  const stride = Math.min(...head.levels.map((level) => level.stride));
  const stopsAt = { badObjects: data.badObjects === 'error', badImages: data.onBadImage === 'error' };
  return inspectDataset(dataset, { stride, input, head, expectedClasses: expected, stopsAt });
}

async function writePage(
  folder: string,
  from: string,
  {
    detector,
    config,
    splits,
  }: {
    readonly detector: Detector;
    readonly config: RunConfig;
    readonly splits: readonly InspectedSplit[];
  },
  output: Output,
): Promise<void> {
  const { input, model } = config;
  const of = model === undefined ? `with the head ${detector.head.name}` : `of preset ${model.preset}`;
  const file = path.join(folder, 'inspection.html');
  const html = await inspectionPage({
    title: `Data of ${path.basename(from)}`,
    facts: [
      splits
        .map(({ name, dataset }) => `${name}: ${dataset.images.length} images of ${dataset.name}`)
        .join('; '),
      ...splits.flatMap(({ name, inspection: { account } }) =>
        account === undefined ? [] : `${name}: ${account}`,
      ),
      `For a detector ${of}, at ${input.width}×${input.height}`,
    ],
    splits,
  });
  await writeFile(file, html);
  output.line(`\nPage: ${file}`);
}
