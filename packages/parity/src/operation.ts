import * as tf from '@tensorflow/tfjs-core';
import type { Adapter, CaseContext } from './adapter.ts';
import type { Options } from './cases/options.ts';
import { Unsupported } from './unsupported.ts';
import type { CaseTensors } from './values/case-tensors.ts';
import { gradientsOf, weightedSum } from './values/gradients.ts';
import type { Layout } from './values/layout.ts';
import { toTensor, toValues } from './values/to-tensor.ts';

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** A function of named tensors, as the cases of the kinds `op` and `loss` have it. */
export interface Operation {
  /** Inputs by the name in the case (`in.NAME`), with their layout. One that the case lacks is not passed. */
  readonly inputs: Readonly<Record<string, Layout>>;
  /** Outputs by the name in the case (`out.NAME`). */
  readonly outputs: Readonly<Record<string, Layout>>;
  readonly forward: (inputs: Tensors) => Tensors;
}

/**
 * The adapter of a function: checks its outputs, and its gradients where the case has any, of
 * `Σ output · cotangent`, or of the output `loss` where the case has no cotangents.
 */
export function operation(define: (options: Options, tensors: CaseTensors) => Operation): Adapter {
  return async (context) => {
    const { options, tensors } = context;
    const { inputs: inputLayouts, outputs: outputLayouts, forward } = define(options, tensors);
    options.finish();
    const inputs: Record<string, tf.Tensor> = {};
    for (const [name, layout] of Object.entries(inputLayouts)) {
      if (tensors.has(`in.${name}`)) inputs[name] = toTensor(layout, tensors.read(`in.${name}`));
    }
    tensors.finish();
    const outputs = await runWithGradients(context, inputs, inputLayouts, outputLayouts, forward);
    for (const [name, layout] of Object.entries(outputLayouts)) {
      const tensor = outputs[name];
      if (tensor !== undefined) context.check(`out.${name}`, await toValues(layout, tensor));
    }
  };
}

async function runWithGradients(
  { tensors, check, keep }: CaseContext,
  inputs: Tensors,
  inputLayouts: Operation['inputs'],
  outputLayouts: Operation['outputs'],
  forward: Operation['forward'],
): Promise<Tensors> {
  const wanted = tensors.names('grad.in.').map((name) => name.slice('grad.in.'.length));
  if (wanted.length === 0) return forward(inputs);
  for (const name of wanted) {
    if (inputs[name] === undefined) throw new Unsupported(`the gradient of in.${name} is not known`);
  }
  const cotangents = readCotangents(tensors, outputLayouts);
  const { outputs, gradients } = gradientsOf(
    () => {
      const results = forward(inputs);
      for (const tensor of Object.values(results)) keep(tensor);
      return { outputs: results, total: totalOf(results, cotangents) };
    },
    wanted.map((name) => inputs[name]!),
  );
  for (const [index, name] of wanted.entries()) {
    check(`grad.in.${name}`, await toValues(inputLayouts[name]!, gradients[index]!));
  }
  return outputs;
}

function readCotangents(tensors: CaseTensors, layouts: Operation['outputs']): Tensors {
  const cotangents: Record<string, tf.Tensor> = {};
  for (const name of tensors.names('cot.').map((name) => name.slice('cot.'.length))) {
    if (layouts[name] === undefined) throw new Unsupported(`out.${name} is not computed here`);
    cotangents[name] = toTensor(layouts[name], tensors.read(`cot.${name}`));
  }
  return cotangents;
}

function totalOf(outputs: Tensors, cotangents: Tensors): tf.Scalar {
  if (Object.keys(cotangents).length > 0) return weightedSum(outputs, cotangents);
  return tf.sum(outputs['loss']!) as tf.Scalar;
}
