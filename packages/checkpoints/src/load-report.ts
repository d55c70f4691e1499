import type { Checkpoint } from './checkpoint.ts';

/** A parameter whose shape in the file is another; both as the file would have it (filters OIHW). */
export interface ShapeMismatch {
  readonly name: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** What `loadParameters` did with each name. */
export interface LoadReport {
  /** What the weights came from. */
  readonly source: string;
  /** Parameters that took their values from the file. */
  readonly loaded: readonly string[];
  /** Tensors of the file that no parameter asked for. */
  readonly skipped: readonly string[];
  /** Parameters that the file does not have: they keep their values. */
  readonly missing: readonly string[];
  /** Parameters whose shape differs: they keep their values. */
  readonly mismatched: readonly ShapeMismatch[];
  /** Loaded parameters of which float32 could not hold every value exactly, with the number of such values. */
  readonly rounded: Readonly<Record<string, number>>;
  /** What was taken away from the names in the file, such as `module.`; absent where nothing was. */
  readonly removedPrefix?: string;
  /** Where in the file the weights were, and other places with tensors; absent where the file has one place. */
  readonly stateDict?: string;
  readonly otherStateDicts?: Checkpoint['otherStateDicts'];
  /** How the class list of the file differs from the wanted one; absent where it does not. */
  readonly classDifference?: string;
}

/** Places with tensors in a file that were not taken, as text; undefined where there is none. */
export function otherPlaces(places: NonNullable<Checkpoint['otherStateDicts']>): string | undefined {
  if (places.length === 0) return undefined;
  const named = places
    .slice(0, 4)
    .map(({ path, count }) => `${path === '' ? 'the top' : `"${path}"`} (${count})`);
  return `there are tensors at ${named.join(', ')} too: stateDict chooses`;
}

/** The report as text: one line of counts, then each name that did not load, at most `most` a kind; or those that did too. */
export function formatLoadReport(report: LoadReport, most = 12, { withLoaded = false } = {}): string {
  const { source, loaded, skipped, missing, mismatched, rounded, classDifference } = report;
  const lines = [
    `${source}: ${loaded.length} loaded, ${mismatched.length} of another shape, ` +
      `${missing.length} missing, ${skipped.length} not used`,
  ];
  if (classDifference !== undefined) lines.push(`  class list: the file has ${classDifference}`);
  if (report.removedPrefix !== undefined) lines.push(`  removed from the names: ${report.removedPrefix}`);
  const others = otherPlaces(report.otherStateDicts ?? []);
  if (others !== undefined) lines.push(`  taken from "${report.stateDict}"; ${others}`);
  const list = (title: string, names: readonly string[]) => {
    for (const name of names.slice(0, most)) lines.push(`  ${title}: ${name}`);
    if (names.length > most) lines.push(`  ${title}: … ${names.length - most} more`);
  };
  if (withLoaded) list('loaded', loaded);
  list(
    'another shape',
    mismatched.map(
      ({ name, expected, found }) =>
        `${name} is [${found.join(', ')}], the model has [${expected.join(', ')}]`,
    ),
  );
  list('missing', missing);
  list('not used', skipped);
  list(
    'rounded to float32',
    Object.entries(rounded).map(([name, count]) => `${name} (${count} values)`),
  );
  return lines.join('\n');
}
