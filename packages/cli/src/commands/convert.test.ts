import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readCheckpoint, writeSafetensors } from '@tandem-det/checkpoints';
import { describe, expect, it } from 'vitest';
import { run } from '../run.ts';
import { terminalOutput } from '../terminal/output.ts';
import { newFolder } from '../testing/small-run.ts';

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
