import path from 'node:path';
import { jsonOf } from '@tandem-det/base';
import { z } from 'zod';
import { runSchema } from '../config/run-schema.ts';
import { studySchema } from '../config/study-schema.ts';
import { configPage } from './config-page.ts';
import type { JsonSchema } from './json-schema.ts';
import { studyJsonSchema } from './study-json-schema.ts';
import { withDescriptions } from './with-descriptions.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const CONFIG = path.resolve(import.meta.dirname, '../config');

/** What is written about configs, made of their schemas: the text of each file by its path. */
export function configDocuments(): Map<string, string> {
  const { run, study } = configSchemas();
  return new Map([
    [path.join(ROOT, 'docs/config.md'), configPage(run, study)],
    [path.join(ROOT, 'packages/recipes/run.schema.json'), fileText('A run of Tandem', run)],
    [path.join(ROOT, 'packages/recipes/study.schema.json'), fileText('A study of Tandem', study)],
  ]);
}

/** The JSON Schemas of run configs and of studies, with a description of each key. */
export function configSchemas(): { readonly run: JsonSchema; readonly study: JsonSchema } {
  const run = withDescriptions(jsonSchemaOf(runSchema), {
    file: path.join(CONFIG, 'run-schema.ts'),
    type: 'RunConfigInput',
  });
  const own = withDescriptions(jsonSchemaOf(studySchema), {
    file: path.join(CONFIG, 'study-schema.ts'),
    type: 'StudyConfigInput',
  });
  return { run, study: studyJsonSchema(own, run) };
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod;
      // Of what is transformed zod leaves the default out, which may be as it is written all the same.
      if (def.type === 'default' && jsonSchema.default === undefined) jsonSchema.default = def.defaultValue;
    },
  });
  // The largest safe integer, which zod writes as a bound of every whole number, tells nobody anything.
  return JSON.parse(JSON.stringify(jsonOf(made)), (key, value) =>
    key === 'maximum' && value === Number.MAX_SAFE_INTEGER ? undefined : value,
  ) as JsonSchema;
}

function fileText(title: string, { $schema, ...schema }: JsonSchema): string {
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
