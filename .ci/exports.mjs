// Writes docs/exports.md: the names that each public package exports, so that a review sees a name that joins or leaves.
// With --check, fails where the file is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

const FILE = 'docs/exports.md';
const entries = readdirSync('packages').flatMap((folder) => {
  const {
    name,
    private: isPrivate,
    exports = {},
  } = JSON.parse(readFileSync(`packages/${folder}/package.json`, 'utf8'));
  if (isPrivate) return [];
  return Object.entries(exports).flatMap(([entry, targets]) => {
    const source = targets['@tandem-det/source'];
    if (source === undefined || entry.includes('testing')) return [];
    return [{ name: `${name}${entry.slice(1)}`, file: resolve('packages', folder, source) }];
  });
});
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile('tsconfig.base.json', ts.sys.readFile).config,
  ts.sys,
  '.',
);
const program = ts.createProgram(
  entries.map(({ file }) => file),
  options,
);
const checker = program.getTypeChecker();

/** Names by kind, each in alphabetical order. */
function exported(file) {
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(file));
  const names = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  const isValue = (each) => {
    const target = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
    return Boolean(target.flags & ts.SymbolFlags.Value);
  };
  const sorted = (list) => list.map((each) => each.name).sort();
  return { values: sorted(names.filter(isValue)), types: sorted(names.filter((each) => !isValue(each))) };
}

let count = 0;
const sections = entries.map(({ name, file }) => {
  const { values, types } = exported(file);
  count += values.length;
  const line = (kind, names) =>
    names.length === 0 ? [] : [`${kind}: ${names.map((each) => `\`${each}\``).join(', ')}`];
  return [`## ${name}`, ...line('Values', values), ...line('Types', types)].join('\n\n');
});
const text = `# What each package exports

Made by \`pnpm run exports\`; \`pnpm lint\` fails where it is stale. ${count} values in all.

${sections.join('\n\n')}
`;
if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is stale: pnpm run exports, and look at what changed`);
  process.exitCode = 1;
}
