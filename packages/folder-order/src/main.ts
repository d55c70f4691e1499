import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkPackage } from './check-package.ts';
import { problemsOf } from './problems-of.ts';

/** Checks every package of the repository in the folder given, by default this one, and prints its counts. */
const packages = join(resolve(process.argv[2] ?? '.'), 'packages');
const problems: string[] = [];
console.log('package          folders  imports  upward  mutual');
for (const name of readdirSync(packages).sort()) {
  const report = checkPackage(join(packages, name));
  const counts = [report.folders, report.imports, report.upward.length, report.mutual];
  const [folders, imports, upward, mutual] = counts.map(String) as [string, string, string, string];
  console.log(
    `${name.padEnd(16)} ${folders.padStart(7)}  ${imports.padStart(7)}  ${upward.padStart(6)}  ${mutual.padStart(6)}`,
  );
  problems.push(...problemsOf(`packages/${name}`, report));
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
