import { ExpectationError, type Json, jsonOf, unknownParts } from '@tandem-det/base';
import { batchInputDescription, type DatasetDescription, datasetDescription } from '@tandem-det/data';
import { withShapesOnly } from '@tandem-det/kernels/shape-only';
import { describeRun } from '@tandem-det/training';
import { type Cell, cellName } from './axes.ts';
import { checkSetup } from './check-setup.ts';
import type { RunSetup, Study } from './study.ts';

/** What determines the runs of a cell besides their seed. */
export interface CellIdentity {
  readonly settings: Json;
  /** What identifies parts of the user's own that have no version. */
  readonly content?: Json;
  /** Parts of the user's own that nothing identifies, such as `detector.loss (myLoss)`. */
  readonly unidentified: readonly string[];
}

/** The seed that cells are prepared with to see what they are made of: the same, whichever seeds a study has. */
const SEED = 0;

/**
 * What a cell is made of: `settings` of the study where it has them, and otherwise the descriptions of all that
 * `prepare` returns, which is called for it once, with tensors that have shapes and no values. Needs no backend.
 */
export async function cellIdentity(study: Study, cell: Cell): Promise<CellIdentity> {
  const { version, content } = study;
  if (study.settings !== undefined) {
    return { settings: study.settings(cell), ...(content !== undefined && { content }), unidentified: [] };
  }
  const parts = await partsOf(study, cell);
  const unknown = unknownParts(parts);
  if (unknown.length === 0) return { settings: parts, unidentified: [] };
  // Parts that say nothing of themselves may differ from cell to cell.
  return {
    settings: jsonOf({ ...parts, cell }),
    ...(content !== undefined && { content }),
    unidentified: version === undefined && content === undefined ? unknown : [],
  };
}

async function partsOf(study: Study, cell: Cell): Promise<{ readonly [part: string]: Json }> {
  try {
    return await withShapesOnly(async () => {
      const setup = await study.prepare(cell, SEED);
      checkSetup(study, setup);
      try {
        return describeSetup(setup);
      } finally {
        setup.optimizer.dispose();
        setup.average?.dispose();
        setup.detector.dispose();
      }
    });
  } catch (error) {
    if (!(error instanceof ExpectationError && error.where === 'withShapesOnly')) throw error;
    throw new ExpectationError(
      `study ${study.name}: prepare, ${cellName(cell)}`,
      'parts that are made without a value being computed',
      `a computation: ${error.message}`,
      'Give the study `settings(cell)`: what determines a run of the cell.',
    );
  }
}

function describeSetup(setup: RunSetup): { readonly [part: string]: Json } {
  const { detector, optimizer, average, dataset, validation, input, evaluationInput, training } = setup;
  const { epochs, steps } = training;
  const parts = describeRun({
    ...training,
    detector,
    optimizer,
    dataset,
    ...(average && { average }),
    ...(input && { input }),
    seed: SEED,
  });
  return jsonOf({
    ...parts,
    dataset: deciding(parts.dataset),
    epochs,
    steps,
    validation: deciding(datasetDescription(validation)),
    evaluationInput: batchInputDescription(evaluationInput),
    weights: setup.weights,
  }) as { readonly [part: string]: Json };
}

/** The content alone of a dataset that is known by it. */
function deciding({ content, ...made }: DatasetDescription): object {
  return made.kind === 'unknown' || made.version !== undefined ? { ...made, content } : { content };
}
