import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readCheckpoint, saveParameters, writeSafetensors } from '@tandem-det/checkpoints';
import { newFolder } from '@tandem-det/core/testing';
import { startBackend } from '@tandem-det/kernels/backends';
import { buildDetector, modelSchema, parseConfig } from '@tandem-det/recipes';
import { describe, expect, it } from 'vitest';
import { run } from '../run.ts';
import { terminalOutput } from '../terminal/output.ts';

/** Runs a command that computes nothing, so that no backend is named. */
async function tandem(...words: string[]): Promise<{ code: number; said: string; error: string }> {
  const [said, errors]: [string[], string[]] = [[], []];
  const output = terminalOutput({ write: (text) => said.push(text), bar: false });
  const code = await run(words, { output, error: (text) => errors.push(text) });
  return { code, said: said.join(''), error: errors.join('\n') };
}

/** A safetensors file of one half-precision tensor, [1, −2]. */
async function halfFile(): Promise<string> {
  const header = JSON.stringify({ 'module.bias': { dtype: 'F16', shape: [2], data_offsets: [0, 4] } });
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  const bytes = Buffer.alloc(8 + padded.length + 4);
  bytes.writeBigUInt64LE(BigInt(padded.length));
  bytes.write(padded, 8);
  bytes.set([0x00, 0x3c, 0x00, 0xc0], 8 + padded.length);
  const file = path.join(await newFolder(), 'half.safetensors');
  await writeFile(file, bytes);
  return file;
}

describe('tandem convert', () => {
  it('writes float32 safetensors and says what it did', async () => {
    const [from, to] = [await halfFile(), path.join(await newFolder(), 'weights.safetensors')];
    const { code, said } = await tandem('convert', from, to);
    expect(code).toBe(0);
    expect(said).toBe(
      `${from} (safetensors): 1 tensors, 2 values (1 F16)\n  half precision to float32: 1 tensors\n` +
        `  removed from the names: module.\nWritten: ${to}\n`,
    );
    const { dtype, data } = (await readCheckpoint(to)).get('bias')!;
    expect([dtype, [...data]]).toEqual(['F32', [1, -2]]);
  });

  it('removes the prefix that it is told', async () => {
    const [from, to] = [await halfFile(), path.join(await newFolder(), 'weights.safetensors')];
    await tandem('convert', from, to, '--remove-prefix', 'module.bi');
    expect([...(await readCheckpoint(to)).keys()]).toEqual(['as']);
  });

  it('overwrites nothing, and says what is wrong with a file that is none', async () => {
    const from = await halfFile();
    const taken = await tandem('convert', from, from);
    expect(taken).toMatchObject({
      code: 1,
      error: `Error: output ${from}: expected a new file, got one that exists. Choose another name, or remove it.`,
    });
    const page = path.join(await newFolder(), 'page.pth');
    await writeFile(page, '<html></html>');
    const { code, error } = await tandem('convert', page, path.join(await newFolder(), 'x.safetensors'));
    expect(code).toBe(1);
    expect(error).toContain(
      'expected a file of safetensors or PyTorch, got one that begins with bytes 3c 68',
    );
    const plain = path.join(await newFolder(), 'plain.safetensors');
    await writeSafetensors(plain, [{ name: 'a', shape: [1], data: Float32Array.of(1) }]);
    const wrong = await tandem('convert', plain, path.join(await newFolder(), 'x'), '--state-dict', 'model');
    expect(wrong.error).toContain('expected stateDict empty: safetensors has no levels');
  });
});

describe('tandem convert, with a model', () => {
  const model = {
    preset: 'atss',
    depth: 18,
    width: 8,
    channels: 8,
    convs: 1,
    levels: [3, 5],
  };

  /** The weights of the model for two classes, and a config that has nothing but the model. */
  async function files(): Promise<{ folder: string; weights: string; config: string }> {
    const folder = await newFolder();
    const [weights, config] = [path.join(folder, 'two.safetensors'), path.join(folder, 'model.yml')];
    const { stop } = await startBackend({ name: 'cpu', report: () => {} });
    const detector = buildDetector(parseConfig(modelSchema, model, 'model'), ['a', 'b'], 0);
    await saveParameters(detector.parameters, weights);
    detector.dispose();
    await stop();
    await writeFile(config, JSON.stringify({ model }));
    return { folder, weights, config };
  }

  it('lists what loads, what does not fit, what is missing and what is not used', async () => {
    const { folder, weights, config } = await files();
    const convert = (name: string, ...words: string[]) =>
      tandem('convert', weights, path.join(folder, name), '--config', config, ...words);

    const same = await convert('same.safetensors', '--classes', '2');
    expect(same.code).toBe(0);
    expect(same.said).toMatch(
      /: (\d+) loaded, 0 of another shape, 0 missing, 0 not used\n {2}loaded: backbone\.conv1\.weight\n/,
    );

    const coco = await convert('coco.safetensors');
    expect(coco.code).toBe(0);
    expect(coco.said).toMatch(/, 2 of another shape, 0 missing, 0 not used\n/);
    expect(coco.said).toContain(
      '  another shape: bbox_head.atss_cls.weight is [2, 8, 3, 3], the model has [80, 8, 3, 3]\n' +
        '  another shape: bbox_head.atss_cls.bias is [2], the model has [80]\n' +
        'All loads but the last layers, which are for another number of classes than 80.\n',
    );

    const deeper = await convert('deeper.safetensors', '--set', 'model.convs=2', '--classes', '2');
    // one convolution more in each of two towers: a filter, and scale and shift of its normalisation
    expect(deeper.said).toContain(', 0 of another shape, 6 missing, 0 not used\n');
    expect(deeper.said).toContain('  missing: bbox_head.cls_convs.1.conv.weight\n');
    expect(deeper).toMatchObject({
      code: 1,
      error:
        `Error: ${weights}, loaded into the model: expected values of every parameter, ` +
        "got 6 missing and 0 of another shape. It may be a file of another model, or of a part of one: --scope backbone. Where its names begin with more than the model's: --remove-prefix.",
    });

    const other = await convert('other.safetensors', '--set', 'model.channels=16');
    expect(other.code).toBe(1);
    expect(other.error).toMatch(/got 0 missing and \d+ of another shape\./);
  });

  it('takes a preset by its name, and a part of it', async () => {
    const { folder, weights } = await files();
    const words = ['--preset', 'atss', '--set', 'model.width=8', '--scope', 'neck'];
    const { code, error } = await tandem('convert', weights, path.join(folder, 'neck.safetensors'), ...words);
    // the file's names begin with the part, which those of a part do not
    expect(code).toBe(1);
    expect(error).toContain('got 16 missing and 0 of another shape');
    const to = path.join(folder, 'x.safetensors');
    const unknown = await tandem('convert', weights, to, '--preset', 'ats');
    await expect(access(to)).rejects.toThrow('ENOENT');
    expect(unknown.error).toMatch(
      /^Error: --preset, model.preset: expected one of .* got "ats"\. Did you mean "atss"\?/,
    );
  });
});
