import { dispose, engine, type Tensor, type Variable } from '@tensorflow/tfjs-core';

/** A recorded operation, as tfjs keeps it from the forward pass to the backward one. */
interface TapeNode {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly Tensor[];
  readonly saved?: Tensor[];
  gradient?: (slopes: (Tensor | null)[]) => Record<string, () => Tensor>;
}

/**
 * To be called last in a function that gradients are taken of: the backward pass then frees what an operation
 * saved, and the slopes in its outputs, as soon as it has gone through it. Without this, tfjs keeps both for
 * every operation to the end, about twice the memory that is needed. Results are the same bits.
 *
 * Frees at once what operations saved that `variables` do not reach, such as those of frozen stages.
 */
export function freeSpent(variables: readonly Variable[]): void {
  const tape = (engine().state.activeTape ?? []) as unknown as TapeNode[];
  freeUnreached(tape, variables);
  /** How many places still need a slope: a gradient function may return one tensor for several inputs. */
  const needed = new Map<Tensor, number>();
  const reached = new Set<number>();
  const release = (slope: Tensor) => {
    const left = (needed.get(slope) ?? 1) - 1;
    if (left > 0) needed.set(slope, left);
    else needed.delete(slope);
    if (left <= 0) slope.dispose();
  };

  let finish = () => {};
  for (const node of tape) {
    const { gradient } = node;
    if (gradient === undefined) continue;
    node.gradient = (slopes) => {
      finish();
      const added: Tensor[] = [];
      const results = new Set<Tensor>();
      finish = () => {
        for (const slope of [...slopes, ...added]) if (slope) release(slope);
        dispose((node.saved ?? []).filter((tensor) => !results.has(tensor)));
      };
      const ofInputs = gradient(slopes);
      return Object.fromEntries(
        Object.entries(ofInputs).map(([name, compute]) => [
          name,
          () => {
            const slope = compute();
            const { id } = node.inputs[name]!;
            results.add(slope);
            needed.set(slope, (needed.get(slope) ?? 0) + 1);
            if (reached.has(id)) added.push(slope);
            reached.add(id);
            return slope;
          },
        ]),
      );
    };
  }
}

function freeUnreached(tape: readonly TapeNode[], variables: readonly Variable[]): void {
  const reached = new Set(variables.map(({ id }) => id));
  for (const node of tape) {
    if (Object.values(node.inputs).some(({ id }) => reached.has(id))) {
      for (const { id } of node.outputs) reached.add(id);
    } else {
      dispose(node.saved ?? []);
    }
  }
}
