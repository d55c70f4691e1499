import type { NormTrace } from '@tandem-det/core';
import type { BatchInput, DetectionDataset } from '@tandem-det/data';
import { batches, disposeBatch } from '@tandem-det/data/batches';
import type { Detector } from '@tandem-det/detector';
import { dispose, keep, moments, type Tensor1D, tensor1d, tidy } from '@tensorflow/tfjs-core';

export interface RecalibrateOptions {
  readonly detector: Pick<Detector, 'parameters' | 'predict'>;
  readonly dataset: DetectionDataset;
  /** As evaluation has it, without random transforms. */
  readonly input: BatchInput;
  /** Images to measure on: that many, evenly over the dataset. */
  readonly images: number;
  readonly batchSize?: number;
}

/** Sums over all values of a channel. */
interface Sums {
  readonly epsilon: number;
  count: number;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

/**
 * Measures the batch statistics of a detector again, without changing what it computes: of every batch normalisation
 * y = γ (x − μ) / σ + β, with σ² = variance + ε, the mean m and the variance v of x over the images become the running
 * ones, and γ' = γ √(v + ε) / σ, β' = β + γ (m − μ) / σ. Layers that nothing goes through stay as they are.
 *
 * Training begins well from such weights; from folded ones (means of 0, variances of one constant) the first batch
 * changes every layer's scale. Returns the number of normalisations that were measured.
 */
export async function recalibrate({
  detector,
  dataset,
  input,
  images,
  batchSize = 8,
}: RecalibrateOptions): Promise<number> {
  const sums = new Map<string, Sums>();
  const given = batches({ ...input, dataset: spread(dataset, images), batchSize });
  for await (const batch of given) {
    const measured: (Pick<NormTrace, 'scope' | 'epsilon'> & { count: number; of: readonly Tensor1D[] })[] =
      [];
    const measure = ({ scope, x, epsilon }: NormTrace) => {
      const { mean, variance } = moments(x, [0, 1, 2]) as { mean: Tensor1D; variance: Tensor1D };
      // The forward pass frees what is made in it.
      measured.push({ scope, epsilon, count: x.size / x.shape[3], of: [keep(mean), keep(variance)] });
    };
    const predictions = detector.predict(batch.images, { training: false, measure });
    for (const { scope, epsilon, count, of } of measured) {
      const [mean, variance] = await Promise.all(of.map((each) => each.data<'float32'>()));
      addTo(sums, scope, { epsilon, count, mean: mean!, variance: variance! });
      dispose([...of]);
    }
    dispose(Object.values(predictions));
    disposeBatch(batch);
  }
  for (const [scope, own] of sums) await rewrite(detector.parameters, scope, own);
  return sums.size;
}

interface Measured {
  readonly epsilon: number;
  readonly count: number;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** As many images of a dataset, evenly over it. */
function spread(dataset: DetectionDataset, images: number): DetectionDataset {
  const all = dataset.images;
  const count = Math.min(images, all.length);
  const chosen = Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!);
  return { ...dataset, images: chosen };
}

function addTo(sums: Map<string, Sums>, scope: string, { epsilon, count, mean, variance }: Measured): void {
  const channels = mean.length;
  const own = sums.get(scope) ?? {
    epsilon,
    count: 0,
    sum: new Float64Array(channels),
    squares: new Float64Array(channels),
  };
  own.count += count;
  for (let channel = 0; channel < channels; channel++) {
    own.sum[channel]! += count * mean[channel]!;
    own.squares[channel]! += count * (variance[channel]! + mean[channel]! ** 2);
  }
  sums.set(scope, own);
}

async function rewrite(
  parameters: Detector['parameters'],
  scope: string,
  { epsilon, count, sum, squares }: Sums,
): Promise<void> {
  const of = (field: string) => parameters.get(`${scope}.${field}`)!.variable;
  const fields = ['weight', 'bias', 'running_mean', 'running_var'] as const;
  const [scale, offset, mean, variance] = await Promise.all(fields.map((field) => of(field).data()));
  const values = fields.map(() => new Float32Array(sum.length));
  for (let channel = 0; channel < sum.length; channel++) {
    const m = sum[channel]! / count;
    const v = Math.max(0, squares[channel]! / count - m * m);
    const slope = scale![channel]! / Math.sqrt(variance![channel]! + epsilon);
    values[0]![channel] = slope * Math.sqrt(v + epsilon);
    values[1]![channel] = offset![channel]! + slope * (m - mean![channel]!);
    values[2]![channel] = m;
    values[3]![channel] = v;
  }
  tidy(() => fields.forEach((field, index) => void of(field).assign(tensor1d(values[index]!))));
}
