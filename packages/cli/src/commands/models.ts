import { MODELS, type PublishedModel } from '@tandem-det/models';
import type { Output } from '../terminal/output.ts';

/** `tandem models`: the published models, a line each: name, what it reaches, input, licence, size of its file. */
export function modelsCommand(output: Output): void {
  const rows = MODELS.map(rowOf);
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  output.line('Detectors: COCO AP in percent, pixels of the input, license, megabytes');
  for (const [index, row] of rows.entries()) if (MODELS[index]!.kind === 'detector') output.line(line(row));
  output.line('Backbones: ImageNet accuracy in percent, for weights: { model: NAME }');
  for (const [index, row] of rows.entries()) if (MODELS[index]!.kind === 'backbone') output.line(line(row));
}

function rowOf(model: PublishedModel): string[] {
  const { name, license, weights } = model;
  const figure = model.kind === 'detector' ? model.published.ap : model.published.top1;
  const size = weights.size === undefined ? '' : (weights.size / 1e6).toFixed(1);
  const input = model.kind === 'detector' ? `${model.input.width}×${model.input.height}` : '';
  return [name, figure.toFixed(1), input, license, size];
}
