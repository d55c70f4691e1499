import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newFolder } from '@tandem-det/core/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { run } from '../run.ts';
import { terminalOutput } from '../terminal/output.ts';
import { backend, smallConfig, tandem } from '../testing/small-run.ts';

const { preset, ...parts } = smallConfig.model;
const model = { preset: 'head-by-assignment', assignment: 'tal', ...parts, convs: 1 };
const heads = {
  'T-Head': { 'model.head': 't-head' },
  parallel: { 'model.head': 'parallel' },
};

/** A small study, changed at the top level, in a file of its own. */
async function writeStudy(changes: object = {}): Promise<string> {
  const file = path.join(await newFolder(), 'heads.yml');
  const training = { steps: 2, batchSize: 2 };
  await writeFile(
    file,
    stringify({ ...smallConfig, model, training, axes: { head: heads }, seeds: [0, 1], ...changes }),
  );
  return file;
}

afterEach(() => vi.unstubAllEnvs());

describe('tandem ablate', () => {
  it('runs every cell with every seed, prints and writes the table, and runs only what is new', async () => {
    const config = await writeStudy({ paper: { 'T-Head': [42.5, 59.8, 46.4] } });
    const out = await newFolder();
    const { code, said, error } = await tandem('ablate', '--config', config, '--out', out);
    expect([code, error]).toEqual([0, '']);
    expect(said).toMatch(
      /^detector +runs +AP +AP50 +AP75 +ΔAP \[95 %\] +params +time +paper AP +AP50 +AP75$/m,
    );
    expect(said).toMatch(/^T-Head +2 +\d+\.\d ± \d+\.\d .* 42\.5 +59\.8 +46\.4$/m);
    const page = await readFile(path.join(out, 'evaluation.html'), 'utf8');
    expect(page).toContain('2 detectors, seed 0, on 2 images');
    expect(page).toContain('"head":"parallel"');
    expect((await readdir(out)).sort()).toEqual([
      'evaluation.html',
      'records',
      'runs',
      'study.html',
      'table.csv',
      'table.json',
      'table.md',
      'table.tex',
    ]);
    expect(await readFile(path.join(out, 'table.csv'), 'utf8')).toMatch(/^T-Head,2,/m);
    const more = await writeStudy({ axes: { head: heads, 'model.topK': [13, 5] } });
    const again = await tandem('ablate', '--config', more, '--out', out);
    expect(again.error).toBe('');
    expect(again.said.match(/\(finished before\)/g)).toHaveLength(4);
    expect(again.said.match(/trained in/g)).toHaveLength(4);
  });

  it("leaves checkpoints that evaluate as the run's own record says", async () => {
    const config = await writeStudy({ seeds: [4], axes: { head: { 'T-Head': heads['T-Head'] } } });
    const out = await newFolder();
    await tandem('ablate', '--config', config, '--out', out);
    const [own] = await readdir(path.join(out, 'runs'));
    const checkpoint = path.join(out, 'runs', own!, 'checkpoint.safetensors');
    const evaluated = await newFolder();
    const { error } = await tandem('evaluate', '--checkpoint', checkpoint, '--out', evaluated);
    expect(error).toBe('');
    const detections = (folder: string) => readFile(path.join(folder, 'detections.json'), 'utf8');
    expect(await detections(evaluated)).toBe(await detections(path.join(out, 'runs', own!)));
  });

  it('does the parts of a job array, and says what is still missing', async () => {
    const config = await writeStudy({ seeds: [0] });
    const out = await newFolder();
    const first = await tandem('ablate', '--config', config, '--out', out, '--shard', '0/2');
    expect(first.said).toContain('1 of 2 runs are still missing.');
    const second = await tandem('ablate', '--config', config, '--out', out, '--shard', '1/2');
    expect(second.said).not.toContain('missing');
    const watched = await tandem('ablate', '--config', config, '--out', out, '--watch');
    expect(watched.said).toContain('runs finished 2/2');
  });

  it('does runs in processes of their own, with the same figures', async () => {
    const config = await writeStudy({ seeds: [0] });
    const [alone, apart] = [await newFolder(), await newFolder()];
    // One thread each: TensorFlow's sums depend on how many there are.
    await tandem('ablate', '--config', config, '--out', alone, '--threads', '1');
    vi.stubEnv('NODE_OPTIONS', '--import tsx --conditions=@tandem-det/source');
    const said: string[] = [];
    const words = [
      'ablate',
      '--config',
      config,
      '--out',
      apart,
      '--processes',
      '2',
      '--threads',
      '1',
      '--backend',
      backend,
    ];
    const code = await run(words, {
      output: terminalOutput({ write: (text) => said.push(text), bar: false }),
      entry: fileURLToPath(new URL('../testing/tandem.ts', import.meta.url)),
    });
    expect(code).toBe(0);
    expect(said.join('')).toContain('(2 of 2)');
    const records = async (folder: string) =>
      Promise.all(
        (await readdir(path.join(folder, 'records'))).sort().map(async (name) => {
          const { stats, losses } = JSON.parse(await readFile(path.join(folder, 'records', name), 'utf8'));
          return { name, stats, losses };
        }),
      );
    expect(await records(apart)).toEqual(await records(alone));
    const page = await readFile(path.join(apart, 'evaluation.html'), 'utf8');
    expect(page).toContain('2 detectors, seed 0, on 2 images');
  });

  it('says what a process said last that failed', async () => {
    const train = { kind: 'coco', annotations: 'none.json', images: '.' };
    const axes = { head: { 'T-Head': heads['T-Head'] } };
    const config = await writeStudy({ axes, seeds: [0], data: { ...smallConfig.data, train } });
    vi.stubEnv('NODE_OPTIONS', '--import tsx --conditions=@tandem-det/source');
    const said: string[] = [];
    const words = ['--out', await newFolder(), '--processes', '2', '--threads', '1', '--backend', 'cpu'];
    const code = await run(['ablate', '--config', config, ...words], {
      output: terminalOutput({ write: (text) => said.push(text), bar: false }),
      error: () => {},
      entry: fileURLToPath(new URL('../testing/tandem.ts', import.meta.url)),
    });
    expect(code).toBe(1);
    expect(said.join('')).toMatch(
      /^T-Head, seed 0: its process ended by exit code 1: Error: readCoco: annotations: .*none\.json/m,
    );
  });

  it('runs a study that a module exports', async () => {
    const config = fileURLToPath(new URL('../testing/module-study.ts', import.meta.url));
    const listed = await tandem('ablate', '--config', config, '--out', await newFolder(), '--list');
    expect(listed.said).toMatch(/^from a module: 2 runs\n[0-9a-f]{16} {2}anchor-free, seed 0$/m);
  });

  it('runs one whose images come from threads, and whose detectors are composed again from their checkpoints', async () => {
    const config = fileURLToPath(new URL('../../../../examples/studies/gfl-losses.ts', import.meta.url));
    const out = await newFolder();
    const scenes = (count: number) => `{kind: scenes, count: ${count}, seed: 0}`;
    const changes = [
      'seeds=[0]',
      'input={width: 64, height: 64}',
      `data={train: ${scenes(4)}, validation: ${scenes(1)}, workers: 1}`,
      'training={steps: 1, batchSize: 1}',
    ];
    const short = changes.flatMap((change) => ['--set', change]);
    const ablated = await tandem('ablate', '--config', config, '--out', out, '--shard', '0/4', ...short);
    expect(ablated.error).toBe('');
    const [own] = await readdir(path.join(out, 'runs'));
    const checkpoint = path.join(out, 'runs', own!, 'checkpoint.safetensors');
    const { code, error } = await tandem('evaluate', '--checkpoint', checkpoint);
    expect(code).toBe(1);
    expect(error).toContain('config, data.validation: expected a dataset, got nothing.');
    const dataset = `data.validation={kind: scenes, count: 1, seed: 0, size: {width: 64, height: 64}}`;
    const evaluated = await tandem('evaluate', '--checkpoint', checkpoint, '--set', dataset);
    expect(evaluated.error).toBe('');
    expect(evaluated.said).toContain('on 1 images of');
    expect(evaluated.said).toMatch(/\bAP\b/);
  });

  it.each<[object, string | RegExp]>([
    [
      { axes: { alpha: { low: { 'model.alhpa': 0.5 } } } },
      /heads\.yml, model: expected only the keys .* got the unknown key "alhpa"\. Did you mean "alpha"\?/,
    ],
    [
      { axes: { 'modle.alpha': [0.5, 1] } },
      /heads\.yml: expected only the keys .* "modle"\. Did you mean "model"\?$/,
    ],
    [
      { model: { ...model, head: 't-head' }, axes: { 'model.depth': [18, 19] } },
      /heads\.yml, model\.depth \(depth 19\): expected one of 18, 34, 50, 101, 152, got 19\./,
    ],
    [{ base: { haed: 'T-Head' } }, 'study heads: expected one of the axes head, got "haed".'],
    [
      {
        model: { ...model, head: 't-head' },
        axes: { seed: { a: { 'training.seed': 1 }, b: { 'training.seed': 2 } } },
      },
      /a and b, which are the same/,
    ],
    [
      { data: { ...smallConfig.data, train: { kind: 'coco', annotations: 'none.json', images: '.' } } },
      /readCoco: annotations: expected a file that can be read, got "\S*none\.json" \(ENOENT\)\. Check the path of the annotations\./,
    ],
  ])('refuses %j', async (changes, message) => {
    const out = await newFolder();
    const { code, error } = await tandem('ablate', '--config', await writeStudy(changes), '--out', out);
    expect(error).toMatch(message);
    expect(code).toBe(1);
  });

  it('says that a worker needs a queue', async () => {
    const { code, error } = await tandem('ablate', '--config', await writeStudy(), '--out', 'x', '--worker');
    expect([code, error]).toEqual([
      1,
      'Error: --worker: expected the queue to work on, got no --queue. Give --queue redis://host:port.',
    ]);
  });

  it('says that there is no Redis', async () => {
    const words = ['--out', await newFolder(), '--queue', 'redis://127.0.0.1:1'];
    const { error } = await tandem('ablate', '--config', await writeStudy(), ...words);
    expect(error).toContain(
      'Redis at redis://127.0.0.1:1: expected a server that answers, got ECONNREFUSED.',
    );
  });
});
