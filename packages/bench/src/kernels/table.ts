import { median } from '../median.ts';
import { type KernelCase, keyOf } from './case.ts';
import type { CaseTimes, KernelTimes } from './contender.ts';

/** The peers' names among the contenders: PyTorch, and another PyTorch for its torchvision. */
export const PEER = 'pytorch';
export const VISION = 'torchvision';

/** The rounds of each contender by its name. */
export type Results = ReadonlyMap<string, readonly KernelTimes[]>;

const markdown = (rows: readonly (readonly string[])[]) =>
  [rows[0]!, rows[0]!.map(() => '---'), ...rows.slice(1)].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The most that each contender did: what the shares of the other tables are of. */
export function formatPeaks(results: Results): string {
  const rows = [...results].map(([name, rounds]) => [
    name,
    rounds[0]!.version,
    Math.max(...rounds.map(({ peak }) => peak.gigaflops)).toFixed(0),
    Math.max(...rounds.map(({ peak }) => peak.gigabytes)).toFixed(1),
  ]);
  return markdown([['contender', 'version', 'peak GFLOP/s', 'peak GB/s'], ...rows]);
}

/**
 * A row per case of one backend: the median of its times, what it achieves of its peak, and how many times as fast
 * it is as the same in plain tfjs ops and as the peer; on webgpu also how many shaders both start. Ratios are medians over the rounds, each within its round.
 */
export function formatBackend(cases: readonly KernelCase[], name: string, results: Results): string {
  const rounds = results.get(name)!;
  const counted = rounds.some((round) => cases.some((one) => round.cases[keyOf(one)]?.dispatches));
  const header = [
    'op',
    'case',
    'ms',
    'rate',
    'of peak',
    'plain tfjs ms',
    '× plain',
    ...(counted ? ['dispatches / plain'] : []),
    'PyTorch ms',
    '× PyTorch',
  ];
  const rows = cases.map((one) => {
    const own = rounds.map((round) => round.cases[keyOf(one)]);
    const plain = own.map((times) => ({ times: times?.plain ?? [] }));
    const peer = [VISION, PEER]
      .map((each) => results.get(each)?.map((round) => round.cases[keyOf(one)]) ?? [])
      .find((of) => of.some((times) => times?.times));
    const time = timeOf(own);
    return [
      one.op,
      one.name,
      time === undefined ? (own[0]?.missing ?? '-') : time.toPrecision(3),
      ...rateOf(one, time, rounds),
      timeOf(plain)?.toPrecision(3) ?? '-',
      ratioOf(plain, own),
      ...(counted ? [own[0]?.dispatches?.join(' / ') ?? '-'] : []),
      timeOf(peer ?? [])?.toPrecision(3) ?? '-',
      ratioOf(peer ?? [], own),
    ];
  });
  return markdown([header, ...rows]);
}

type Rounds = readonly (CaseTimes | undefined)[];

function timeOf(rounds: Rounds): number | undefined {
  const times = rounds.flatMap((round) => round?.times ?? []);
  return times.length > 0 ? median(times) : undefined;
}

function ratioOf(other: Rounds, own: Rounds): string {
  const ratios = own.flatMap((times, round) => {
    const [theirs, ours] = [other[round]?.times, times?.times];
    return theirs?.length && ours?.length ? [median(theirs) / median(ours)] : [];
  });
  return ratios.length > 0 ? median(ratios).toFixed(2) : '-';
}

/** Rate and share of the peak. */
function rateOf(one: KernelCase, time: number | undefined, rounds: readonly KernelTimes[]): [string, string] {
  const amount = one.flops ?? one.bytes;
  if (amount === undefined || time === undefined) return ['-', '-'];
  const rate = amount / time / 1e6;
  const of = one.flops === undefined ? 'gigabytes' : 'gigaflops';
  const peak = Math.max(...rounds.map((round) => round.peak[of]));
  return [
    `${rate.toPrecision(3)} ${of === 'gigabytes' ? 'GB/s' : 'GFLOP/s'}`,
    `${((100 * rate) / peak).toFixed(0)} %`,
  ];
}

/** The results of the cases that have one, and by whom they differ. */
export function formatDisagreements(cases: readonly KernelCase[], results: Results): string {
  const lines = cases.flatMap((one) => {
    const found = [...results].flatMap(([name, rounds]) => {
      const result = rounds[0]!.cases[keyOf(one)]?.result;
      return result === undefined ? [] : [{ name, result }];
    });
    if (found.length === 0) return [];
    const agree = found.every(({ result }) => result === found[0]!.result);
    const text = agree
      ? `${found[0]!.result}`
      : found.map(({ name, result }) => `${name} ${result}`).join(', ');
    return [`${agree ? 'all agree' : 'they differ'} on ${one.op}: ${text}`];
  });
  return lines.join('\n');
}
