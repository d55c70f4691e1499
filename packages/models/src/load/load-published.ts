import { ExpectationError } from '@tandem-det/base';
import { loadParameters, matchParameters, openCheckpoint } from '@tandem-det/checkpoints';
import type { Detector } from '@tandem-det/detector';
import { keepClassRows, namesOfPreset } from '@tandem-det/recipes';
import { buildPublished } from '../build/build-published.ts';
import type { PublishedDetector } from '../catalogue/published-model.ts';

/**
 * A published detector with the weights of a file, for its classes or for some of them, in any order. Needs a started
 * backend. The caller disposes of it.
 *
 * Errors: an ExpectationError for classes that it was not trained for, and for a file of another model.
 */
export async function loadPublished(
  published: PublishedDetector,
  path: string,
  classes: readonly string[] = published.classes,
): Promise<Detector> {
  const fileClasses = published.fileClasses ?? published.classes;
  const unknown = classes.filter((name) => !fileClasses.includes(name));
  if (unknown.length > 0) {
    throw new ExpectationError(
      `classes for ${published.name}`,
      'classes that it was trained for',
      unknown.join(', '),
      `Train a detector that begins with it: weights: { model: ${published.name} }.`,
    );
  }
  const detector = buildPublished(published, { classes });
  try {
    await fill(detector, published, { path, fileClasses });
    return detector;
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

async function fill(
  { parameters, classes }: Detector,
  { name, model }: PublishedDetector,
  { path, fileClasses }: { readonly path: string; readonly fileClasses: readonly string[] },
): Promise<void> {
  const file = await openCheckpoint(path, { removePrefix: 'auto' });
  try {
    const names = namesOfPreset(model.preset);
    const { report } = matchParameters(parameters, file, { names });
    const kept = await keepClassRows(parameters, file, { classes, fileClasses, scope: '', names });
    const wrong = report.mismatched.filter((each) => !kept.parameters.includes(each.name));
    if (report.missing.length > 0 || wrong.length > 0) {
      const first = wrong[0];
      throw new ExpectationError(
        `${path}, loaded as ${name}`,
        'values of every parameter',
        first === undefined
          ? `${report.missing.length} missing, such as ${report.missing[0]}`
          : `${report.missing.length} missing and ${wrong.length} of another shape, such as ${first.name}: ` +
              `[${first.found.join(', ')}] for [${first.expected.join(', ')}]`,
        'It may be a file of another model, or one for other classes.',
      );
    }
    await loadParameters(parameters, file, { names, strict: false });
  } finally {
    await file.close();
  }
}
