import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newFolder } from '@tandem-det/core/testing';
import { readRunState } from '@tandem-det/training';
import { describe, expect, it } from 'vitest';
import { type CocoFile, loggedLosses, tandem, writeConfig, writeDataset } from '../testing/small-run.ts';

/** Trains on a spoilt dataset; nothing may be left in the output folder. */
async function trainOn(
  change: (file: CocoFile, images: string) => Promise<void> | void,
  ...words: string[]
): Promise<{ code: number; said: string; error: string; folder: string; out: string }> {
  const { folder, config } = await writeDataset(change);
  const out = await newFolder();
  return { ...(await tandem('train', '--config', config, '--out', out, ...words)), folder, out };
}

/** Cuts the second half off an image file. */
async function cut(file: string): Promise<void> {
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length / 2));
}

describe('bad input', () => {
  it.each<[string, (file: CocoFile, images: string) => Promise<void> | void, string]>([
    [
      'a missing image',
      async (file, images) => rm(path.join(images, file.images[1]!.file_name)),
      'images[1].file_name: expected a file in FOLDER/images, got "train-000002.png", which is not there. Check the folder of images.',
    ],
    [
      'an unknown category id',
      (file) => void (file.annotations[0]!.category_id = 99),
      'annotations[0].category_id: expected the id of an entry of categories, got 99. Known are: 1 key, 2 paddle, 3 tag, 4 hammer, 5 dart.',
    ],
    [
      'two images with one id',
      (file) => void (file.images[1]!.id = file.images[0]!.id),
      'images[1].id: expected an id of its own, got 1 a second time.',
    ],
    [
      'two annotations with one id',
      (file) => void (file.annotations[1]!.id = file.annotations[0]!.id),
      'annotations[1].id: expected an id of its own, got 10 a second time.',
    ],
    [
      'a box with NaN, which JSON writes as null',
      (file) => void (file.annotations[0]!.bbox[2] = null),
      'annotations[0].bbox[2]: expected a finite number, got null.',
    ],
    [
      'a box of negative width',
      (file) => void (file.annotations[0]!.bbox[2] = -5),
      'annotations[0].bbox[2]: expected a width > 0, got -5.',
    ],
    [
      'a box of no height',
      (file) => void (file.annotations[0]!.bbox[3] = 0),
      'annotations[0].bbox[3]: expected a height > 0, got 0.',
    ],
    [
      'a size that is not that of the file',
      (file) => void (file.images[0]!.width = 128),
      'images[0]: expected the size of the file train-000001.png, 64×64, got width 128, height 64. The boxes may have been drawn on a resized copy; correct the annotations or the file.',
    ],
    [
      'no images',
      (file) => {
        file.images = [];
        file.annotations = [];
      },
      'images: expected at least one image, got none. The dataset is empty.',
    ],
  ])('%s is an error that names file and field, before anything is written', async (_, change, message) => {
    const { code, error, folder, out } = await trainOn(change);
    const wayOut = ' To leave out what is wrong: badObjects: "skip".';
    // What follows from the first is listed below it.
    expect(error.replaceAll(folder, 'FOLDER').replace(wayOut, '').split('\n')[0]).toBe(
      `Error: FOLDER/annotations.json: ${message}`,
    );
    expect(code).toBe(1);
    expect(await readdir(out)).toEqual([]);
  });

  it('names all that is wrong in annotations at once, and leaves it out where asked for', async () => {
    const spoil = (file: CocoFile) => {
      file.annotations[0]!.bbox[3] = 0;
      file.annotations[1]!.bbox[3] = -1;
      file.annotations[2]!.image_id = 99;
    };
    const { error, code } = await trainOn(spoil);
    expect(code).toBe(1);
    expect(error).toMatch(
      /annotations\[0\]\.bbox\[3\]: expected a height > 0, got 0\. .*\n3 faults in all:\n2 × annotations\[\]\.bbox\[\]: expected a height > 0 .*\n1 × annotations\[\]\.image_id/,
    );
    const skipping = await trainOn(spoil, '--set', 'data.badObjects=skip');
    expect(skipping.code).toBe(0);
    expect(skipping.said).toMatch(/annotations: 4 images, \d with labels,.* 3 objects left out as wrong/);
    expect(skipping.said).toContain(
      'warning: 2 faults in annotations: annotations[].bbox[]: expected a height > 0',
    );
  });

  it('an image that does not decode stops the training and keeps nothing half', async () => {
    const spoil = (file: CocoFile, images: string) => cut(path.join(images, file.images[2]!.file_name));
    const { code, error } = await trainOn(spoil);
    expect(code).toBe(1);
    expect(error).toMatch(/train-000003\.png: expected a readable image, got an error of the decoder/);
  });

  it('an image that does not decode is left out and reported where asked for', async () => {
    const spoil = (file: CocoFile, images: string) => cut(path.join(images, file.images[2]!.file_name));
    const { code, said } = await trainOn(spoil, '--set', 'data.onBadImage=skip');
    expect(said).toMatch(/train-000003\.png\) left out: .*expected a readable image/);
    expect(code).toBe(0);
  });

  it.each(['error', 'skip'])(
    'a folder that vanishes in the middle of a run ends it by name, and it goes on to the same result (%s)',
    async (onBadImage) => {
      const { folder, config } = await writeDataset();
      const settings = [
        'training.steps=10',
        'training.batchSize=1',
        'data.cacheMegabytes=0',
        `data.onBadImage=${onBadImage}`,
      ];
      const trainTo = (out: string, ...words: string[]) =>
        tandem(
          'train',
          '--config',
          config,
          '--out',
          out,
          ...settings.flatMap((each) => ['--set', each]),
          ...words,
        );
      const unbroken = await newFolder();
      expect((await trainTo(unbroken)).code).toBe(0);

      const out = await newFolder();
      const [images, away] = [path.join(folder, 'images'), path.join(folder, 'away')];
      let ended = false;
      const running = trainTo(out).finally(() => (ended = true));
      while (!ended && (await loggedLosses(out).catch(() => [])).length < 1) await sleep(1);
      await rename(images, away);
      const { code, error } = await running;
      expect(code).toBe(1);
      expect(error.replaceAll(folder, 'FOLDER')).toMatch(
        /^Error: FOLDER\/images\/train-00000\d\.png: expected a file that can be read, got ENOENT\. Is the disk/,
      );
      const stopped = await loggedLosses(out);
      expect(stopped.length).toBeLessThan(10);
      const { state } = await readRunState(path.join(out, 'checkpoint.safetensors'));
      expect(state.progress.step).toBe(stopped.length);

      await rename(away, images);
      expect(await trainTo(out, '--resume')).toMatchObject({ code: 0, error: '' });
      expect(await loggedLosses(out)).toEqual(await loggedLosses(unbroken));
    },
  );

  it('images without objects are trained on, and left out where asked for', async () => {
    const spoil = (file: CocoFile) =>
      void (file.annotations = file.annotations.filter(({ image_id }) => image_id > 2));
    const all = await trainOn(spoil);
    expect(all.code).toBe(0);
    expect(all.said).toContain('Training: 4 images');
    const some = await trainOn(spoil, '--set', 'data.train.imagesWithoutObjects=drop');
    expect(some.said).toContain('Training: 2 images');
  });

  it('a folder that cannot be written to is refused before anything starts', async () => {
    const file = path.join(await newFolder(), 'file');
    await writeFile(file, '');
    const out = path.join(file, 'run');
    const { code, said, error } = await tandem('train', '--config', await writeConfig(), '--out', out);
    expect(error).toBe(
      `Error: output folder ${out}: expected a folder that can be written to, got ENOTDIR. Choose another folder, or change its permissions; nothing has been started.`,
    );
    expect([code, said]).toEqual([1, '']);
  });

  it('a misspelt key in the config names the near one', async () => {
    const config = await writeConfig({ traning: {} });
    const { code, error } = await tandem('train', '--config', config, '--out', await newFolder());
    expect(error).toBe(
      `Error: ${config}: expected only the keys model, weights, input, data, optimizer, schedule, training, got the unknown key "traning". Did you mean "training"?`,
    );
    expect(code).toBe(1);
  });

  it.each([
    ['no config file', 'none.yml', 'Error: none.yml: expected a config file, got ENOENT.'],
    ['a checkpoint that is none', '', 'safetensors: expected a file that can be read, got ENOENT.'],
  ])('%s is said', async (_, config, message) => {
    const out = await newFolder();
    const { code, error } = config
      ? await tandem('train', '--config', config, '--out', out)
      : await tandem('evaluate', '--checkpoint', path.join(out, 'checkpoint.safetensors'));
    expect(error).toContain(message);
    expect(code).toBe(1);
  });

  it('classes that are not those of the checkpoint are refused', async () => {
    const run = await newFolder();
    expect((await tandem('train', '--config', await writeConfig(), '--out', run)).code).toBe(0);
    const { folder } = await writeDataset((file) => void (file.categories[1]!.name = 'spoon'));
    const validation = { kind: 'coco', annotations: 'annotations.json', images: 'images' };
    const config = await writeConfig({ data: { root: folder, validation } });
    const checkpoint = path.join(run, 'checkpoint.safetensors');
    const { code, error } = await tandem('evaluate', '--config', config, '--checkpoint', checkpoint);
    expect(error).toBe(
      'Error: classes of dataset "annotations": expected those of the detector (key, paddle, tag, hammer, dart), got key, spoon, tag, hammer, dart. Use the dataset that the detector was trained for, or train one for this dataset.',
    );
    expect(code).toBe(1);
  });

  it('an unknown option and an unknown command exit with 1', async () => {
    const option = await tandem('train', '--confg', 'x');
    expect(option).toMatchObject({
      code: 1,
      error: "error: required option '--config <file>' not specified\nTry --help.",
    });
    const command = await tandem('tarin');
    expect(command).toMatchObject({
      code: 1,
      error: "error: unknown command 'tarin'\n(Did you mean train?)\nTry --help.",
    });
  });
});
