import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  byGravity,
  type DetectionDataset,
  fileFindings,
  type HeadReach,
  inspectDataset,
} from '@tandem-det/data';
import {
  buildDataset,
  buildDetector,
  headReach,
  loadConfig,
  type RunConfig,
  runSchema,
  type Split,
} from '@tandem-det/recipes';
import { openRunFolder, readRunState } from '@tandem-det/training';
import { type InspectedSplit, inspectionPage } from '@tandem-det/visualization';
import { type BackendOptions, startChosenBackend } from '../backend.ts';
import { datasetText } from '../inspect/dataset-text.ts';
import { modelSummary, modelText } from '../inspect/model-summary.ts';
import type { Output } from '../terminal/output.ts';

export interface InspectCommandOptions extends BackendOptions {
  readonly config: string;
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
  const config = await loadConfig(runSchema, options.config, options.set);
  const state = options.checkpoint === undefined ? undefined : await readRunState(options.checkpoint);
  if (options.out !== undefined) await openRunFolder(options.out);
  const datasets = new Map<Split, DetectionDataset>();
  for (const split of ['train', 'validation'] as const) {
    if (config.data[split] === null) continue;
    // Everything that is wrong is found at once, where training would stop at the first.
    const data = { ...config.data, badImages: 'skip', badObjects: 'skip' } as const;
    datasets.set(split, await buildDataset({ ...config, data }, split, (line) => output.line(line)));
  }
  const classes = state?.classes ?? [...datasets.values()][0]?.classes.map(({ name }) => name);
  if (classes === undefined) return;
  const backend = await startChosenBackend(options, output);
  const detector = buildDetector(config.model, classes, config.training.seed);
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
    if (options.out !== undefined) await writePage(options.out, options.config, { config, splits }, output);
  } finally {
    detector.dispose();
    await backend.stop();
  }
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
  const stopsAt = { badObjects: data.badObjects === 'error', badImages: data.badImages === 'error' };
  return inspectDataset(dataset, { stride, input, head, expectedClasses: expected, stopsAt });
}

async function writePage(
  folder: string,
  from: string,
  { config, splits }: { readonly config: RunConfig; readonly splits: readonly InspectedSplit[] },
  output: Output,
): Promise<void> {
  const { model, input } = config;
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
      `For a detector of preset ${model.preset}, at ${input.width}×${input.height}`,
    ],
    splits,
  });
  await writeFile(file, html);
  output.line(`\nPage: ${file}`);
}
