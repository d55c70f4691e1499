import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { run, terminalOutput } from '@tandem-det/cli';
import { newFolder } from '@tandem-det/core/testing';
import { generatedScenes, writeCoco } from '@tandem-det/data';
import { describeOnce, testBackends } from '@tandem-det/kernels/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

type Edit = readonly [from: string, to: string];
const SIZE = { width: 64, height: 64 };

/** Where copies of the examples find the packages. */
const copies = path.join(import.meta.dirname, '../node_modules/.cache/identity');
let data: string;

beforeAll(async () => {
  await mkdir(copies, { recursive: true });
  await writeFile(path.join(copies, 'package.json'), '{ "type": "module" }');
  data = await newFolder();
  for (const [split, seed] of [
    ['train', 1],
    ['val', 2],
  ] as const) {
    const written = await writeCoco(generatedScenes({ count: 2, seed, size: SIZE }), {
      folder: path.join(data, 'written', split),
    });
    await writeFile(path.join(data, `${split}.json`), await readFile(written.annotations));
    await mkdir(path.join(data, 'images'), { recursive: true });
    await promisify(execFile)('cp', ['-r', written.images, path.join(data, 'images', split)]);
  }
});
afterAll(() => rm(copies, { recursive: true, force: true }));

/** A copy of an example with parts of it replaced, each of which must be there. */
async function copyOf(name: string, edits: readonly Edit[]): Promise<string> {
  let text = await readFile(path.join(import.meta.dirname, name), 'utf8');
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const folder = path.join(copies, path.basename(await newFolder()));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
}

describeOnce('an edited detector.ts', () => {
  const small: readonly Edit[] = [
    ['{ width: 320, height: 240 }', '{ width: 64, height: 64 }'],
    ['width: 32, norm', 'width: 8, norm'],
    ['channels: 64, levels: [3, 6]', 'channels: 16, levels: [3, 5]'],
    ['channels: 64, interactiveLayers: 3', 'channels: 16, interactiveLayers: 2, groups: 4'],
    ['await startBackend()', `await startBackend({ name: '${testBackends().at(-1)!}' })`],
  ];
  const out = newFolder();
  /** What the example prints, or the error that it ends with. */
  async function trained(...edits: readonly Edit[]): Promise<{ said: string; error: string }> {
    const file = await copyOf('detector.ts', [...small, ...edits]);
    const words = ['--conditions=@tandem-det/source', '--import', 'tsx', file, data, await out, '1'];
    return promisify(execFile)(process.execPath, words, { cwd: path.dirname(file) }).then(
      ({ stdout }) => ({ said: stdout, error: '' }),
      ({ stdout, stderr }) => ({ said: stdout, error: stderr }),
    );
  }

  it('is refused in the folder of the one before, and that one goes on', { timeout: 600_000 }, async () => {
    const first = await trained();
    expect(first.error).toBe('');
    expect(first.said).toMatch(/^step 1: loss /m);
    const edited = await trained(["weight: 'alignment'", "weight: 'one'"]);
    expect(edited.error).toMatch(
      /expected the config and the parts that the run was started with, got 1 changed: detector\.options\.loss\.options\.\S+: was "alignment", is "one"\. Undo that, choose another folder, or force it/,
    );
    expect(edited.said).not.toContain('AP');
    const same = await trained(['// A detector composed', '// The detector composed']);
    expect([same.error, same.said.includes('step')]).toEqual(['', false]);
    expect(same.said).toContain('AP');
  });
});

describeOnce('an edited study.ts', () => {
  const ownLoss = (factor: number): readonly Edit[] => [
    [
      'const heads = {',
      `const factor = ${factor};\nconst doubled = (part) => (...given) => weighted(factor, part)(...given);\nconst heads = {`,
    ],
    [
      "weighted(2, giou({ weight: 'alignment' }))",
      "Object.assign(doubled(giou({ weight: 'alignment' })), { needs: [] })",
    ],
  ];
  const out = newFolder();

  /** How many runs the study did, and how many it kept. */
  async function studied(...edits: readonly Edit[]): Promise<{ trained: number; kept: number }> {
    const one: Edit = [
      "axes: { head: ['parallel', 'T-Head'] },\n    seeds: [0, 1, 2]",
      "axes: { head: ['T-Head'] },\n    seeds: [0]",
    ];
    const file = await copyOf('study.ts', [one, ...edits]);
    const changes = [
      `data.root=${data}`,
      'training={steps: 1, batchSize: 2}',
      'input={width: 64, height: 64}',
    ];
    const lines: string[] = [];
    const errors: string[] = [];
    const words = ['ablate', '--config', file, '--out', await out, '--backend', testBackends().at(-1)!];
    const code = await run([...words, ...changes.flatMap((change) => ['--set', change])], {
      output: terminalOutput({ write: (text) => lines.push(text), bar: false }),
      error: (text) => errors.push(text),
    });
    expect([code, errors]).toEqual([0, []]);
    const count = (text: string) => lines.join('').split(text).length - 1;
    return { trained: count('(trained in'), kept: count('(finished before)') };
  }

  it('does new runs for changed parts, own ones too, and keeps those of the same', {
    timeout: 600_000,
  }, async () => {
    expect(await studied()).toEqual({ trained: 1, kept: 0 });
    expect(await studied(['// A study of', '// The study of'])).toEqual({ trained: 0, kept: 1 });
    expect(await studied(['topK: 13', 'topK: 5'])).toEqual({ trained: 1, kept: 0 });
    expect(await studied(["weight: 'alignment' }))", "weight: 'one' }))"])).toEqual({ trained: 1, kept: 0 });
    expect(await studied(...ownLoss(2))).toEqual({ trained: 1, kept: 0 });
    expect(await studied(...ownLoss(2))).toEqual({ trained: 0, kept: 1 });
    expect(await studied(...ownLoss(3))).toEqual({ trained: 1, kept: 0 });
    expect(await studied()).toEqual({ trained: 0, kept: 1 });
  });
});
