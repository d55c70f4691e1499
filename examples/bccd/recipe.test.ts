import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run, terminalOutput } from '@tandem-det/cli';
import { newFolder } from '@tandem-det/core/testing';
import { testBackends } from '@tandem-det/kernels/testing';
import { beforeAll, describe, expect, it } from 'vitest';

const SHORT = [
  'data.train={kind: scenes, count: 4}',
  'data.validation={kind: scenes, count: 2}',
  'training={steps: 2, batchSize: 2}',
  'input={width: 64, height: 64}',
].flatMap((change) => ['--set', change]);
/** A loss of one's own, of which nothing says what it computes. */
const OWN =
  'const half = (...of) => Object.values(giou()(...of)).length && { box: giou()(...of).box.mul(0.5) };';

async function tandem(...words: string[]) {
  const [said, errors]: [string[], string[]] = [[], []];
  const code = await run([...words, '--backend', testBackends().at(-1)!], {
    output: terminalOutput({ write: (text) => said.push(text), bar: false }),
    error: (text) => errors.push(text),
  });
  return { code, said: said.join(''), error: errors.join('\n') };
}

/** A folder with a copy of the example, in which `change` may edit it, and a run of it. */
async function trained(change: (text: string) => string = (text) => text) {
  const folder = await newFolder();
  await symlink(path.resolve(import.meta.dirname, '../node_modules'), path.join(folder, 'node_modules'));
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  const text = await readFile(path.join(import.meta.dirname, 'recipe.ts'), 'utf8');
  const module = path.join(folder, 'recipe.ts');
  await writeFile(module, change(text));
  const out = path.join(folder, 'run');
  await mkdir(out);
  const { code, error } = await tandem('train', '--config', module, '--out', out, ...SHORT);
  expect([code, error]).toEqual([0, '']);
  return { folder, module, out, text, checkpoint: path.join(out, 'checkpoint.safetensors') };
}

describe('a recipe of parts of the packages', () => {
  let made: Awaited<ReturnType<typeof trained>>;
  beforeAll(async () => {
    made = await trained();
  });

  it('is trained, and its checkpoint alone tells what to evaluate, to inspect and to detect with', async () => {
    const { checkpoint, folder, module } = made;
    const [alone, byModule] = [path.join(folder, 'alone'), path.join(folder, 'by-module')];
    const evaluated = await tandem('evaluate', '--checkpoint', checkpoint, '--out', alone);
    expect(evaluated).toMatchObject({ code: 0, error: '' });
    expect(evaluated.said).toContain('(step 2) on 2 images of scenes-val');
    const words = ['--config', module, ...SHORT, '--out', byModule];
    expect((await tandem('evaluate', '--checkpoint', checkpoint, ...words)).error).toBe('');
    const detections = (out: string) => readFile(path.join(out, 'detections.json'), 'utf8');
    expect(await detections(alone)).toBe(await detections(byModule));

    const inspected = await tandem('inspect', '--checkpoint', checkpoint);
    expect(inspected).toMatchObject({ code: 0, error: '' });
    expect(inspected.said).toContain('Model at 64×64');
    const found = await tandem(
      'detect',
      '--checkpoint',
      checkpoint,
      '--out',
      path.join(folder, 'found'),
      folder,
    );
    // the pictures that training has left in the folder
    expect(found).toMatchObject({ code: 0, error: '' });
    expect(found.said).toContain('detections.json');
  });

  it('is resumed as it is, and refused where an option of a part has changed', async () => {
    const { module, out, text } = made;
    const resume = () => tandem('train', '--config', module, '--out', out, ...SHORT, '--resume');
    expect(await resume()).toMatchObject({ code: 0, error: '' });
    await writeFile(module, text.replace('topK: 13', 'topK: 9'));
    expect((await resume()).error).toContain('detector.options.assigner.options.topK: was 13, is 9');
    await writeFile(module, text);
  });

  it('refuses a section for what the module makes', async () => {
    const { module, folder } = made;
    const words = ['--config', module, '--out', path.join(folder, 'other'), '--set', 'model.preset=tood'];
    expect((await tandem('train', ...words)).error).toContain(
      "recipe.ts, model: expected nothing, since the module makes the detector, got a section. Remove it, or the module's `detector`.",
    );
  });
});

describe("a recipe with a part of one's own", () => {
  it('is made again by its module, which the error without it asks for; its function changed is refused', async () => {
    const own = (text: string) =>
      text
        .replace('export default', `${OWN}\nexport default`)
        .replace("weighted(2, giou({ weight: 'alignment' }))", 'half');
    const { module, checkpoint, out, text } = await trained(own);
    const alone = await tandem('evaluate', '--checkpoint', checkpoint);
    expect(alone).toMatchObject({
      code: 1,
      error:
        `Error: detector of ${checkpoint}: loss.losses.1: expected a part of Tandem's own packages, ` +
        'got half, a part of your own. Give the module that makes the detector: --config MODULE.',
    });
    const withModule = await tandem('evaluate', '--checkpoint', checkpoint, '--config', module, ...SHORT);
    expect(withModule).toMatchObject({ code: 0, error: '' });
    const resume = () => tandem('train', '--config', module, '--out', out, ...SHORT, '--resume');
    expect(await resume()).toMatchObject({ code: 0, error: '' });
    await writeFile(module, own(text).replace('mul(0.5)', 'mul(0.25)'));
    expect((await resume()).error).toMatch(/resuming .*version: was "\w{16}", is "\w{16}"/);
  });
});
