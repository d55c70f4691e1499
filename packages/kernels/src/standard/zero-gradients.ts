import {
  All,
  Any,
  Equal,
  Greater,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalNot,
  LogicalOr,
  NotEqual,
  type Tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

const inputs = {
  [Greater]: ['a', 'b'],
  [Less]: ['a', 'b'],
  [LessEqual]: ['a', 'b'],
  [Equal]: ['a', 'b'],
  [NotEqual]: ['a', 'b'],
  [LogicalAnd]: ['a', 'b'],
  [LogicalOr]: ['a', 'b'],
  [LogicalNot]: ['x'],
  [All]: ['x'],
  [Any]: ['x'],
};

/** Steps: their gradient is 0 wherever there is one, as that of GreaterEqual, which tfjs has. */
export const zeroGradients: readonly GradientReplacement[] = Object.entries(inputs).map(
  ([kernelName, inputsToSave]) => ({
    stock: 'none: as the condition of `where` it throws',
    ours: '0',
    gradient: {
      kernelName,
      inputsToSave,
      gradFunc: (_dy, saved) =>
        Object.fromEntries(
          inputsToSave.map((name, index) => [name, () => zeros((saved as Tensor[])[index]!.shape)]),
        ),
    },
  }),
);
