import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { encodePng, generatedScenes } from '@tandem-det/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { tandem, writeConfig, writeDataset } from '../testing/small-run.ts';

let run: string;
let checkpoint: string;
beforeAll(async () => {
  run = await newFolder();
  checkpoint = path.join(run, 'checkpoint.safetensors');
  await tandem('train', '--config', await writeConfig(), '--out', run, '--set', 'data.validation=null');
});

describe('tandem evaluate', () => {
  it('prints the twelve numbers and the classes, and writes both files', async () => {
    const out = await newFolder();
    const config = await writeConfig();
    const words = ['evaluate', '--checkpoint', checkpoint, '--config', config, '--out', out];
    const { code, said, error } = await tandem(...words);
    expect([code, error]).toEqual([0, '']);
    expect(said).toContain('(step 6) on 2 images of scenes-val');
    expect(said.match(/^average (precision|recall)/gm)).toHaveLength(12);
    expect(said).toMatch(/^hammer /m);
    expect(said).toMatch(/^mean IoU, top 10 +\d\.\d{3}$/m);
    const { stats, alignment } = JSON.parse(await readFile(path.join(out, 'evaluation.json'), 'utf8'));
    expect(stats.ap).toBeGreaterThanOrEqual(0);
    expect(alignment.objects).toBeGreaterThan(0);
    const page = await readFile(path.join(out, 'evaluation.html'), 'utf8');
    expect(page).toContain('id="place-data"');
    expect(page).toContain('2 images of scenes-val with');
    const detections = JSON.parse(await readFile(path.join(out, 'detections.json'), 'utf8'));
    expect(Array.isArray(detections)).toBe(true);
  });

  it('needs a validation set', async () => {
    const { code, error } = await tandem('evaluate', '--checkpoint', checkpoint);
    expect(error).toBe(
      'Error: config, data.validation: expected a dataset, got nothing. Add one of kind coco, voc, yolo or scenes, or set it with --set.',
    );
    expect(code).toBe(1);
  });
});

describe('tandem detect', () => {
  /** Two images in a folder, one of them broken, and one beside it with the same name. */
  async function writeImages(): Promise<string> {
    const folder = await newFolder();
    const scenes = generatedScenes({ count: 2, size: { width: 96, height: 64 } });
    await mkdir(path.join(folder, 'more'));
    const [first, second] = await Promise.all(
      scenes.images.map(async (image) => encodePng(await image.load())),
    );
    await writeFile(path.join(folder, 'a.png'), first!);
    await writeFile(path.join(folder, 'broken.jpg'), 'no image');
    await writeFile(path.join(folder, 'more', 'a.png'), second!);
    return folder;
  }

  it('writes COCO results, a list and a picture for each image, and reports what it left out', async () => {
    const images = await writeImages();
    const out = await newFolder();
    const paths = [images, path.join(images, 'more', 'a.png')];
    const words = [
      'detect',
      '--checkpoint',
      checkpoint,
      '--out',
      out,
      '--threshold',
      '0.01',
      '--views',
      '1,1f',
      ...paths,
    ];
    const { code, said, error } = await tandem(...words);
    expect([code, error]).toEqual([0, '']);
    expect(said).toMatch(/image left out: .*broken\.jpg: expected a readable image/);
    expect((await readdir(path.join(out, 'pictures'))).sort()).toEqual(['a-2.png', 'a.png']);
    const results = JSON.parse(await readFile(path.join(out, 'detections.json'), 'utf8')) as {
      image_id: number;
      category_id: number;
      bbox: number[];
      score: number;
      file_name: string;
    }[];
    for (const { image_id, category_id, bbox, score, file_name } of results) {
      expect(file_name).toBe([path.join(images, 'a.png'), paths[1]][image_id - 1]);
      expect([1, 2, 3, 4, 5]).toContain(category_id);
      const [x, y, width, height] = bbox as [number, number, number, number];
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(96);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y + height).toBeLessThanOrEqual(64);
      expect(score).toBeGreaterThan(0.05);
    }
    expect(await readFile(path.join(out, 'detections.txt'), 'utf8')).toContain('a.png: ');
  });

  it('stops at a file that is no image where asked for', async () => {
    const images = await writeImages();
    const words = [
      'detect',
      '--checkpoint',
      checkpoint,
      '--out',
      await newFolder(),
      '--on-bad-image',
      'error',
    ];
    const { code, error } = await tandem(...words, images);
    expect(error).toMatch(/broken\.jpg: expected a readable image/);
    expect(code).toBe(1);
  });
});

describe('tandem inspect', () => {
  it('prints the datasets and the model, level by level and part by part', async () => {
    const { code, said, error } = await tandem('inspect', '--config', await writeConfig());
    expect([code, error]).toEqual([0, '']);
    expect(said).toContain('Dataset train: scenes-train');
    expect(said).toContain('6 images, 0 without objects');
    expect(said).toContain('Model at 64×64');
    // 64 / 8 = 8 cells a side: 64 priors
    expect(said).toMatch(/^P3 +8 +8 +64$/m);
    expect(said).toMatch(/^backbone\.stem +[\d,]+ +[\d,]+ +[\d.]+ M$/m);
    expect(said).toMatch(/^total +[\d,]+ +[\d,]+ +[\d.]+ M$/m);
  });

  it('finds what is wrong with validation data, for the head, and writes a page', async () => {
    // 64 × 64 pixels at P3: places at 0, 8, ..., 56. From 57.5 to 63 there is none.
    const { folder } = await writeDataset((file) => {
      file.categories[1]!.name = 'padle';
      file.annotations[0]!.bbox = [57.5, 10, 5.5, 40];
      file.annotations[1]!.bbox = [40, 40, 60, 20];
    });
    const validation = { kind: 'coco', annotations: 'annotations.json', images: 'images' };
    const data = { root: folder, train: { kind: 'scenes', count: 6, seed: 1 }, validation };
    const out = await newFolder();
    const { said, error } = await tandem(
      'inspect',
      '--decode',
      '--config',
      await writeConfig({ data }),
      '--out',
      out,
    );
    expect(error).toBe('');
    expect(said).toContain(
      'error: 1 class differs between the training data and the dataset (1: "paddle" against "padle" (misspelt "paddle"?)).',
    );
    expect(said).toContain('warning: 1 object that lies between the places of the head, at every level');
    expect(said).toContain('warning: 1 box beyond the edge of the image');
    expect(said).toContain(`Page: ${path.join(out, 'inspection.html')}`);
    const page = await readFile(path.join(out, 'inspection.html'), 'utf8');
    expect(page).toContain('<option value="1">validation</option>');
    expect(page.match(/<article class="finding error">/g)).toHaveLength(1);
  });
});
