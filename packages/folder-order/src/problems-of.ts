import type { UpwardImport } from './check-order.ts';
import { DECLARATION, type PackageReport } from './check-package.ts';

/** Files of an import that are named; there may be dozens. */
const SHOWN = 5;

/** What is wrong with a package, of the name given; nothing where all is well. */
export function problemsOf(name: string, { undeclared, missing, upward }: PackageReport): string[] {
  return [
    ...undeclared.map(
      (folder) =>
        `${name}: expected every folder of src in ${DECLARATION}, got none for ${folder}. Put it above what it imports.`,
    ),
    ...missing.map(
      (folder) =>
        `${name}: expected a folder src/${folder}, as ${DECLARATION} says, got none. Take it out there.`,
    ),
    ...upward.map((one) => `${name}/src/${one.folder}: ${describe(one)}\n${filesOf(one)}`),
  ];
}

function describe({ from, to, back }: UpwardImport): string {
  return back
    ? `expected ${from} not to import what leads back to it, got ${[from, ...back].join(' → ')}.`
    : `expected ${from} to import what ${DECLARATION} has below it alone, got ${to}.`;
}

function filesOf({ files }: UpwardImport): string {
  const lines = files.slice(0, SHOWN).map(({ from, to }) => `    ${from} imports ${to}`);
  return [...lines, ...(files.length > SHOWN ? [`    and ${files.length - SHOWN} more`] : [])].join('\n');
}
