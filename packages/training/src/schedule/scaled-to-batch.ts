/** A recipe's numbers, tied to the batch size that they were chosen for. */
export interface BatchRecipe {
  readonly learningRate: number;
  readonly warmUpSteps: number;
  readonly batchSize: number;
}

/**
 * The recipe for another batch size: the rate grows in proportion, the warm-up keeps its number of
 * images. A recipe of 0.01 and 500 steps for 16 images a step is 0.0025 and 2000 steps for 4.
 *
 * Source: the linear scaling rule of Goyal et al. (arXiv 1706.02677), section 2.1.
 */
export function scaledToBatch(recipe: BatchRecipe, batchSize: number): BatchRecipe {
  const ratio = batchSize / recipe.batchSize;
  return {
    learningRate: recipe.learningRate * ratio,
    warmUpSteps: Math.round(recipe.warmUpSteps / ratio),
    batchSize,
  };
}
