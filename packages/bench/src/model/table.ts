import { median } from '../median.ts';
import { type ModelTimes, measures } from './options.ts';

/**
 * One row per contender: medians over all runs, in milliseconds of the wall clock or of the CPU, and, where PyTorch took part, how many
 * times as fast as PyTorch (the median of the rounds' ratios; above 1 is faster); then the most memory that
 * the contender's process held.
 */
export function formatTimes(
  results: ReadonlyMap<string, readonly ModelTimes[]>,
  clock: 'wall' | 'cpu',
): string {
  const peer = results.get('pytorch');
  const header = [
    'contender',
    'parameters',
    ...measures.flatMap((name) => [`${name} ms`, '× PyTorch']),
    'peak MiB',
  ];
  const rows = [...results].map(([name, rounds]) => [
    `${name} ${rounds[0]!.version}`,
    String(rounds[0]!.parameters),
    ...measures.flatMap((measure) => {
      const time = median(rounds.flatMap((round) => round[clock][measure]));
      const ratios = peer?.map(
        (other, round) => median(other[clock][measure]) / median(rounds[round]![clock][measure]),
      );
      return [time.toFixed(0), ratios ? median(ratios).toFixed(2) : '-'];
    }),
    (median(rounds.map((round) => round.peakMemory)) / 2 ** 20).toFixed(0),
  ]);
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Where a training step goes: the kernels that take the most time by themselves. */
export function formatKernels(name: string, kernels: NonNullable<ModelTimes['kernels']>, most = 12): string {
  const total = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const rows = kernels
    .slice(0, most)
    .map(
      ({ kernel, calls, milliseconds }) =>
        `| ${kernel} | ${calls} | ${milliseconds.toFixed(1)} | ${((100 * milliseconds) / total).toFixed(1)} % |`,
    );
  return [
    `${name}: one training step, ${total.toFixed(0)} ms in kernels`,
    '',
    '| kernel | calls | ms | share |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
