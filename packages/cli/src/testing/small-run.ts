import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { generatedScenes, writeCoco } from '@tandem-det/data';
import { testBackends } from '@tandem-det/kernels/testing';
import { readLog, type StepRecord } from '@tandem-det/training';
import { stringify } from 'yaml';
import { run } from '../run.ts';
import { terminalOutput } from '../terminal/output.ts';

/** The backend that commands are tried on: the fastest under test. */
export const backend = testBackends().at(-1)!;

/** As small as a real detector gets: a step takes a few milliseconds. */
export const smallConfig = {
  model: {
    preset: 'tood',
    depth: 18,
    width: 8,
    norm: { kind: 'group' },
    warmUpEpochs: 1,
    channels: 8,
    interactiveLayers: 2,
    levels: [3, 5],
  },
  input: { width: 64, height: 64 },
  data: {
    train: { kind: 'scenes', count: 6, seed: 1 },
    validation: { kind: 'scenes', count: 2, seed: 1 },
  },
  schedule: { warmUp: { steps: 10 } },
  training: { steps: 6, batchSize: 2, seed: 3 },
};

/** Writes the small config, changed at the top level, into a new folder; returns its path. */
export async function writeConfig(changes: object = {}): Promise<string> {
  const file = path.join(await newFolder(), 'run.yml');
  await writeFile(file, stringify({ ...smallConfig, ...changes }));
  return file;
}

/** A COCO dataset of four scenes on disk, whose annotations `change` may spoil. */
export async function writeDataset(
  change: (annotations: CocoFile, images: string) => Promise<void> | void = () => {},
): Promise<{ folder: string; config: string }> {
  const folder = await newFolder();
  await mkdir(folder, { recursive: true });
  const scenes = generatedScenes({ count: 4, seed: 1, size: { width: 64, height: 64 } });
  const { annotations, images } = await writeCoco(scenes, { folder });
  const file = JSON.parse(await readFile(annotations, 'utf8')) as CocoFile;
  await change(file, images);
  await writeFile(annotations, JSON.stringify(file));
  const train = { kind: 'coco', annotations: 'annotations.json', images: 'images' };
  return { folder, config: await writeConfig({ data: { root: folder, train } }) };
}

/** The parts of a COCO file that tests spoil. */
export interface CocoFile {
  images: { id: number; file_name: string; width: number; height: number }[];
  annotations: { id: number; image_id: number; category_id: number; bbox: (number | null)[] }[];
  categories: { id: number; name: string }[];
}

/** Runs a command line and collects what it says. */
export async function tandem(...words: string[]): Promise<{ code: number; said: string; error: string }> {
  const said: string[] = [];
  const errors: string[] = [];
  const code = await run([...words, '--backend', backend], {
    output: terminalOutput({ write: (text) => said.push(text), bar: false }),
    error: (text) => errors.push(text),
  });
  return { code, said: said.join(''), error: errors.join('\n') };
}

/** Step, loss and terms of every step in a run's log. */
export async function loggedLosses(folder: string) {
  const records = await readLog(path.join(folder, 'log.jsonl'));
  const steps = records.filter(({ kind }) => kind === 'step') as unknown as StepRecord[];
  return steps.map(({ step, loss, terms }) => ({ step, loss, terms }));
}
