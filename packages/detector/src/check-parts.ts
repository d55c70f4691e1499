import { expectOnlyKeys, expectThat, kindOf } from '@tandem-det/base';
import type { Assignment, LossTerms } from '@tandem-det/core';

/** Throws for what no compiler has refused: keys that are not `known`, and parts that are none. */
export function checkParts(options: object, known: Readonly<Record<string, true>>): void {
  const where = 'createDetector';
  expectThat(typeof options === 'object', where, 'the parts of a detector', kindOf(options));
  expectOnlyKeys(where, options, known);
  const parts = options as Readonly<Record<string, unknown>>;
  const { classes } = parts;
  const isList = Array.isArray(classes) && classes.every((name) => typeof name === 'string');
  expectThat(isList, `${where}: classes`, 'a list of class names', kindOf(classes));
  for (const [key, members, example] of [
    ['backbone', ['levels', 'build'], 'resnet({ depth: 50 })'],
    ['neck', ['levels', 'build'], 'fpn()'],
    ['head', ['priors', 'build', 'scores'], 'taskAlignedHead()'],
  ] as const) {
    const part = parts[key];
    const fits = typeof part === 'object' && part !== null && members.every((member) => member in part);
    expectThat(fits, `${where}: ${key}`, `a ${key}, such as ${example}`, kindOf(part));
  }
  // Both have levels: a list of the backbone's own, a function of them of the neck.
  const [backbone, neck] = [parts['backbone'], parts['neck']] as { readonly levels: unknown }[];
  expectThat(Array.isArray(backbone!.levels), `${where}: backbone`, 'a backbone', 'a neck');
  expectThat(typeof neck!.levels === 'function', `${where}: neck`, 'a neck', 'a backbone');
  for (const [key, example] of [
    ['assigner', 'taskAligned()'],
    ['loss', 'qualityFocal()'],
  ] as const) {
    expectThat(
      typeof parts[key] === 'function',
      `${where}: ${key}`,
      `a function, such as ${example} makes`,
      kindOf(parts[key]),
    );
  }
}

/** Throws where an assigner has returned something else: it is a function that makes one. */
export function checkAssignment(result: Assignment): void {
  const remedy = 'Call what makes it: taskAligned(), not taskAligned.';
  const fits = typeof result === 'object' && result !== null && 'gtIndex' in result;
  expectThat(
    fits,
    'createDetector: assigner',
    'a function that returns an assignment',
    kindOf(result),
    remedy,
  );
}

/** Throws where a loss has returned something else: it is a function that makes one. */
export function checkTerms(result: LossTerms): void {
  const remedy = 'Call what makes it: qualityFocal(), not qualityFocal.';
  const fits = typeof result === 'object' && result !== null;
  expectThat(fits, 'createDetector: loss', 'a function that returns loss terms', kindOf(result), remedy);
}
