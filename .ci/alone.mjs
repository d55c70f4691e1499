// Installs every public package alone in an empty folder, uses it by the lines in `alone/`, and measures what it
// brings. Fails where that is a tenth more than docs/packages.md says; with --write, writes the table there instead.
// Needs what `pnpm build` makes. Words name some packages, to try these alone; what they depend on must be among them.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll, run } from './pack.mjs';

/** These bring no TensorFlow.js. */
const WITHOUT_TENSORS = ['base', 'data', 'evaluation', 'visualization'];
const TABLE = 'docs/packages.md';
const [BEGIN, END] = ['<!-- sizes: node .ci/alone.mjs --write -->', '<!-- end of sizes -->'];

/** Packages installed and bytes of their files. */
function measure(modules) {
  let packages = 0;
  let bytes = 0;
  for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    bytes += statSync(path).size;
    // A package's own manifest lies in node_modules/NAME or node_modules/@SCOPE/NAME.
    if (entry.name === 'package.json' && /node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(path))
      packages++;
  }
  return { packages, megabytes: bytes / 1e6 };
}

const write = process.argv.includes('--write');
const only = process.argv.slice(2).filter((word) => word !== '--write');
const folder = mkdtempSync(join(tmpdir(), 'tandem-alone-'));
const rows = [];
try {
  const { manifests, tarballs } = packAll(folder, only);
  for (const { name } of manifests) {
    const short = name.split('/').at(-1);
    const alone = join(folder, short);
    mkdirSync(alone);
    copyFileSync(`.ci/alone/${short}.mjs`, join(alone, 'use.mjs'));
    const dependencies = { [name]: tarballs[name] };
    writeFileSync(
      join(alone, 'package.json'),
      JSON.stringify({ private: true, type: 'module', dependencies, overrides: tarballs }),
    );
    run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], {
      cwd: alone,
    });
    run('node', ['use.mjs'], { cwd: alone });
    const modules = join(alone, 'node_modules');
    const hasTensors = readdirSync(modules).includes('@tensorflow');
    if (hasTensors && WITHOUT_TENSORS.includes(short)) throw new Error(`${name} brings TensorFlow.js`);
    const size = measure(modules);
    rows.push({ name, ...size });
    console.log(`${name}: ${size.packages} packages, ${size.megabytes.toFixed(1)} MB`);
    rmSync(alone, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const text = readFileSync(TABLE, 'utf8');
const [before, rest] = text.split(BEGIN);
const [table, after] = rest.split(END);
if (write) {
  const lines = rows
    .toSorted((a, b) => a.megabytes - b.megabytes)
    .map(({ name, packages, megabytes }) => `| \`${name}\` | ${packages} | ${megabytes.toFixed(1)} |`);
  const head = ['| package | packages installed | MB |', '| --- | ---: | ---: |'];
  writeFileSync(TABLE, `${before}${BEGIN}\n\n${[...head, ...lines].join('\n')}\n\n${END}${after}`);
  run('node_modules/.bin/biome', ['check', '--write', TABLE]);
} else {
  const known = new Map(
    [...table.matchAll(/\| `([^`]+)` +\| +(\d+) \| +([\d.]+) \|/g)].map(([, name, packages, megabytes]) => [
      name,
      { packages: Number(packages), megabytes: Number(megabytes) },
    ]),
  );
  for (const { name, packages, megabytes } of rows) {
    const told = known.get(name);
    if (told === undefined || packages > 1.1 * told.packages || megabytes > 1.1 * told.megabytes) {
      const said = told === undefined ? 'nothing' : `${told.packages} packages, ${told.megabytes} MB`;
      throw new Error(
        `${TABLE} says ${said} of ${name}, not ${packages} packages, ${megabytes.toFixed(1)} MB. Is that meant? Then: node .ci/alone.mjs --write`,
      );
    }
  }
  console.log(`${rows.length} packages work alone and bring what ${TABLE} says`);
}
