import { otherPlaces } from './load-report.ts';
import type { Dtype } from './numbers/dtypes.ts';
import type { CheckpointFormat, CheckpointOptions, OpenedCheckpoint } from './open-checkpoint.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import type { ByteSource } from './safetensors/source.ts';
import { streamSafetensors } from './safetensors/stream.ts';

/** What `convertCheckpoint` found and did. */
export interface ConversionReport {
  /** What the weights came from. */
  readonly source: string;
  readonly format: CheckpointFormat;
  /** Where in the file the tensors were; empty for the top. */
  readonly stateDict: string;
  /** Other places in the file with tensors, such as averaged weights. */
  readonly otherStateDicts: OpenedCheckpoint['otherStateDicts'];
  /** What was taken away from the names; empty where nothing was. */
  readonly removedPrefix: string;
  readonly tensors: number;
  /** Numbers in all tensors. */
  readonly values: number;
  /** How many tensors had each type in the source. */
  readonly dtypes: Readonly<Partial<Record<Dtype, number>>>;
  /** How many tensors of half precision became float32. */
  readonly widened: number;
}

/**
 * Rewrites a file of weights (`.pth`, `.pt` or safetensors) as safetensors at `path`: the same names (without
 * `module.` and `_orig_mod.` before all of them, unless `removePrefix` says otherwise), shapes and order of values. Half precision
 * (F16, BF16) becomes F32, which holds every such value exactly; other types stay.
 *
 * Tensors go through memory one by one, whatever the size of the file. The file at `path` is replaced as a whole
 * or not at all. Errors as `openCheckpoint`.
 */
export async function convertCheckpoint(
  source: string | Uint8Array | ByteSource,
  path: string,
  { stateDict, removePrefix = 'auto' }: CheckpointOptions = {},
): Promise<ConversionReport> {
  const file = await openCheckpoint(source, { stateDict, removePrefix });
  try {
    const entries = [...file.entries.values()];
    await streamSafetensors(
      path,
      entries.map(({ name, shape, dtype }) => ({
        name,
        shape,
        dtype: isHalf(dtype) ? 'F32' : dtype,
        read: async () => (await file.read(name)).data,
      })),
      { format: 'pt', ...file.metadata },
    );
    const dtypes: Partial<Record<Dtype, number>> = {};
    for (const { dtype } of entries) dtypes[dtype] = (dtypes[dtype] ?? 0) + 1;
    return {
      source: file.name,
      format: file.format,
      stateDict: file.stateDict,
      otherStateDicts: file.otherStateDicts,
      removedPrefix: file.removedPrefix,
      tensors: entries.length,
      values: entries.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
      dtypes,
      widened: entries.filter(({ dtype }) => isHalf(dtype)).length,
    };
  } finally {
    await file.close();
  }
}

function isHalf(dtype: Dtype): boolean {
  return dtype === 'F16' || dtype === 'BF16';
}

/** The report as text. */
export function formatConversionReport(report: ConversionReport): string {
  const { source, format, stateDict, removedPrefix, tensors, values, dtypes, widened } = report;
  const types = Object.entries(dtypes).map(([dtype, count]) => `${count} ${dtype}`);
  const lines = [
    `${source} (${format}${stateDict === '' ? '' : `, weights at "${stateDict}"`}): ` +
      `${tensors} tensors, ${values.toLocaleString('en')} values (${types.join(', ')})`,
  ];
  if (widened > 0) lines.push(`  half precision to float32: ${widened} tensors`);
  if (removedPrefix !== '') lines.push(`  removed from the names: ${removedPrefix}`);
  const others = otherPlaces(report.otherStateDicts);
  if (others !== undefined) lines.push(`  ${others}`);
  return lines.join('\n');
}
