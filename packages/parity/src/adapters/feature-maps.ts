import { type Context, type Features, type ParameterScope, ParameterStore } from '@tandem-det/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { CaseContext } from '../adapter.ts';
import { Unsupported } from '../unsupported.ts';
import { gradientsOf, weightedSum } from '../values/gradients.ts';
import { toTensor, toValues } from '../values/to-tensor.ts';
import { checkParameterGradients, checkParameters, checkStatistics, fillParameters } from './parameters.ts';

/**
 * Runs a part that turns maps into `out.features.i` (a backbone, a neck): parameters, outputs, gradients
 * and, in training, the running statistics afterwards. `inputNames` are the maps' names after `in.`.
 */
export async function runFeatureMaps(
  context: CaseContext,
  inputNames: readonly string[],
  training: boolean,
  build: (scope: ParameterScope) => (inputs: readonly tf.Tensor4D[], context: Context) => Features,
): Promise<void> {
  const { tensors, check } = context;
  const store = new ParameterStore();
  try {
    const run = build(store.scope());
    checkParameters(context, store);
    fillParameters(context, store);
    const inputs = inputNames.map((name) => toTensor('features', tensors.read(`in.${name}`)) as tf.Tensor4D);
    tensors.finish();
    const forward = () => {
      const features = run(inputs, { training });
      return Object.fromEntries(features.map((map, level) => [`features.${level}`, context.keep(map)]));
    };
    const cotangents = Object.fromEntries(
      tensors
        .names('cot.')
        .map((name) => [name.slice('cot.'.length), toTensor('features', tensors.read(name))]),
    );
    const differentiated = Object.keys(cotangents).length > 0;
    const sources = [...inputs, ...store.trainable.map(({ variable }) => variable)];
    const { outputs, gradients } = differentiated
      ? gradientsOf(() => {
          const outputs = forward();
          return { outputs, total: weightedSum(outputs, cotangents) };
        }, sources)
      : { outputs: forward(), gradients: [] };
    for (const [name, map] of Object.entries(outputs)) check(`out.${name}`, await toValues('features', map));
    await checkStatistics(context, store);
    if (!differentiated) return;
    for (const [index, name] of inputNames.entries()) {
      check(`grad.in.${name}`, await toValues('features', gradients[index]!));
    }
    await checkParameterGradients(context, store.trainable, gradients.slice(inputs.length));
  } finally {
    store.dispose();
  }
}

/** First and last level of a text such as `C2 to C5` or `dark3 to dark5`. */
export function levelRange(text: string): readonly [number, number] {
  const match = /^(?:C|P|dark)(\d) to (?:C|P|dark)(\d)$/.exec(text);
  if (match === null) throw new Unsupported(`outputs "${text}"`);
  return [Number(match[1]), Number(match[2])];
}
