import type { JsonSchema } from './json-schema.ts';
import { type Key, keysOf } from './keys.ts';
import { defaultText, valuesText } from './values-text.ts';

const INTRODUCTION = `# Keys of a config

What \`tandem train\`, \`evaluate\`, \`inspect\` and \`ablate\` read: YAML or JSON, in which \`<<: *name\` merges sections.
\`--set KEY=VALUE\` changes a key, such as \`training.epochs=2\`. An unknown key is an error that names the near one.

An editor with a YAML language server completes and checks the keys of a file that begins with

\`\`\`yaml
# yaml-language-server: $schema=node_modules/@tandem-det/recipes/run.schema.json
\`\`\`

or \`study.schema.json\` for a study.

This page is generated from the options of the parts (\`pnpm docs:config\`): do not edit it.`;

/** The page about all keys of run configs and of studies, in Markdown. */
export function configPage(run: JsonSchema, study: JsonSchema): string {
  const sections = Object.entries(run.properties ?? {}).filter(([key]) => key !== '$schema');
  const ownOfStudy = Object.entries(study.properties ?? {}).filter(
    ([key]) => !(key in (run.properties ?? {})),
  );
  return `${[
    INTRODUCTION,
    ...sections.map(([key, schema]) => sectionText(key, schema)),
    `## Of a study\n\nA study, for \`tandem ablate\`, has the sections above, checked cell by cell, and:`,
    keysText({ ...study, properties: Object.fromEntries(ownOfStudy) }, ''),
  ].join('\n\n')}\n`;
}

function sectionText(key: string, schema: JsonSchema): string {
  const { description = '' } = schema;
  return [`## \`${key}\``, ...(description ? [description] : []), keysText(schema, '')].join('\n\n');
}

function keysText(schema: JsonSchema, indent: string): string {
  const keys = keysOf(schema);
  return keys.map((each, index) => entry(each, keys.slice(0, index), indent)).join('\n');
}

/** A key with its values, its default, which kinds of section have it, and what it means. */
function entry({ key, schema, required, of }: Key, before: readonly Key[], indent: string): string {
  const facts = [valuesText(schema), required ? 'required' : defaultText(schema), of]
    .filter((each) => each !== '')
    .join('; ');
  const { description = '' } = schema;
  const line = `${indent}- \`${key}\` (${facts})${description === '' ? '' : `: ${description}`}`;
  const inner = keysText(schema, `${indent}  `);
  if (inner === '') return line;
  const same = before.find((each) => keysText(each.schema, `${indent}  `) === inner);
  return same === undefined
    ? `${line}\n${inner}`
    : `${line}${description === '' ? ': ' : ' '}Keys as in \`${same.key}\`.`;
}
