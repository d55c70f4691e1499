import {
  Einsum,
  type EinsumAttrs,
  einsum,
  matMul,
  reshape,
  sum,
  type Tensor,
  tidy,
  tile,
  transpose,
  util,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement, KernelReplacement } from './replacement.ts';

interface Equation {
  /** The letters of each input. */
  readonly inputs: readonly string[];
  readonly output: string;
}

function parse(equation: string): Equation {
  const [inputs, output] = equation.replaceAll(' ', '').split('->') as [string, string];
  return { inputs: inputs.split(','), output };
}

/** x with its axes, named by `from`, in the order of `to`; letters that `to` lacks are summed over. */
function arrange(x: Tensor, from: string, to: string): Tensor {
  const lost = [...from].flatMap((letter, axis) => (to.includes(letter) ? [] : [axis]));
  const kept = [...from].filter((letter) => to.includes(letter)).join('');
  const summed = lost.length > 0 ? sum(x, lost) : x;
  return kept === to
    ? summed
    : transpose(
        summed,
        [...to].map((letter) => kept.indexOf(letter)),
      );
}

/** A product of two tensors summed over the letters that the output lacks, as one matrix product. */
function contract([a, b]: readonly [Tensor, Tensor], { inputs, output }: Equation): Tensor {
  const [left, right] = inputs as [string, string];
  const only = (letters: string, test: (letter: string) => boolean) => [...letters].filter(test).join('');
  const both = only(left, (letter) => right.includes(letter));
  const batch = only(both, (letter) => output.includes(letter));
  const summed = only(both, (letter) => !output.includes(letter));
  const rows = only(left, (letter) => !right.includes(letter) && output.includes(letter));
  const columns = only(right, (letter) => !left.includes(letter) && output.includes(letter));
  const sizes = new Map<string, number>();
  for (const [axis, letter] of [...left].entries()) sizes.set(letter, a.shape[axis]!);
  for (const [axis, letter] of [...right].entries()) sizes.set(letter, b.shape[axis]!);
  const shapeOf = (letters: string) => [...letters].map((letter) => sizes.get(letter)!);
  const sizeOf = (letters: string) => util.sizeFromShape(shapeOf(letters));
  const product = matMul(
    reshape(arrange(a, left, batch + rows + summed), [sizeOf(batch), sizeOf(rows), sizeOf(summed)]),
    reshape(arrange(b, right, batch + summed + columns), [sizeOf(batch), sizeOf(summed), sizeOf(columns)]),
  );
  const letters = batch + rows + columns;
  return arrange(reshape(product, shapeOf(letters)), letters, output);
}

export function einsumKernel(stock: string): KernelReplacement {
  return {
    name: Einsum,
    stock,
    ours: 'sums and one matrix product',
    compute: () => (call) => {
      const equation = parse((call.attrs as unknown as EinsumAttrs).equation);
      const tensors = Object.values(call.inputs) as Tensor[];
      return tidy(() =>
        tensors.length === 2
          ? contract(tensors as [Tensor, Tensor], equation)
          : arrange(tensors[0]!, equation.inputs[0]!, equation.output).clone(),
      );
    },
  };
}

export const einsumGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'the einsum of dy with the other input; letters of one input alone are repeated',
  gradient: {
    kernelName: Einsum,
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const { inputs, output } = parse((attrs as unknown as EinsumAttrs).equation);
      const tensors = saved as Tensor[];
      const gradientOf = (index: number): Tensor => {
        const letters = inputs[index]!;
        const others = inputs.flatMap((other, at) => (at === index ? [] : [other]));
        const sources = [output, ...others];
        const found = [...letters].filter((letter) => sources.join('').includes(letter)).join('');
        const operands = [dy as Tensor, ...tensors.filter((_, at) => at !== index)];
        const gradient = einsum(`${sources.join(',')}->${found}`, ...operands);
        const { shape } = tensors[index]!;
        const sizes = shape.map((size, axis) => (found.includes(letters[axis]!) ? size : 1));
        return tile(
          reshape(gradient, sizes),
          shape.map((size, axis) => size / sizes[axis]!),
        );
      };
      return Object.fromEntries(inputs.map((_, index) => [index, () => gradientOf(index)]));
    },
  },
};
