import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { checkOrder, type DeclaredOrder, type OrderReport } from './check-order.ts';
import { readImports } from './read-imports.ts';

/** What the order of a package's folders is checked against, beside its imports. */
export const DECLARATION = 'folder-order.json';

export interface PackageReport extends OrderReport {
  /** Folders in `src`, at any depth. */
  readonly folders: number;
}

/** Checks the package in this folder. */
export function checkPackage(folder: string): PackageReport {
  const src = join(folder, 'src');
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(src, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
  const folders = [...new Set(files.flatMap(foldersAround))];
  const declaration = join(folder, DECLARATION);
  const declared = existsSync(declaration)
    ? (JSON.parse(readFileSync(declaration, 'utf8')) as DeclaredOrder)
    : undefined;
  return { folders: folders.length, ...checkOrder(readImports(src, files), folders, declared) };
}

function foldersAround(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? [] : [folder, ...foldersAround(folder)];
}
