import type { JsonSchema } from './json-schema.ts';

/**
 * The JSON Schema of a study: its own keys, and the sections of a run in which nothing is required and keys of all kinds
 * may stand together, since axes may change any of them.
 */
export function studyJsonSchema(study: JsonSchema, run: JsonSchema): JsonSchema {
  const sections = Object.entries(run.properties ?? {}).map(([key, each]) => [key, loosened(each)]);
  return { ...study, properties: { ...study.properties, ...Object.fromEntries(sections) } };
}

function loosened(schema: JsonSchema): JsonSchema {
  const { anyOf, oneOf, properties, required, default: _, ...rest } = schema;
  const members = anyOf ?? oneOf;
  if (members) return { ...rest, ...merged(members.map(loosened)) };
  if (properties === undefined) return schema;
  const inner = Object.entries(properties).map(([key, each]) => [key, loosened(each)]);
  return { ...rest, properties: Object.fromEntries(inner) };
}

/** Sections as one that has the keys of all of them; beside it what is no section, such as null. */
function merged(members: readonly JsonSchema[]): JsonSchema {
  const sections = members.filter(({ properties }) => properties !== undefined);
  const others = members.filter(({ properties }) => properties === undefined);
  if (sections.length === 0) return { anyOf: members };
  const keys = new Set(sections.flatMap(({ properties }) => Object.keys(properties!)));
  const properties = Object.fromEntries(
    [...keys].map((key) => [key, either(sections.flatMap((section) => section.properties![key] ?? []))]),
  );
  const section: JsonSchema = { type: 'object', properties, additionalProperties: false };
  return others.length === 0 ? section : { anyOf: [section, ...others] };
}

function either(schemas: readonly JsonSchema[]): JsonSchema {
  const different = [...new Map(schemas.map((each) => [JSON.stringify(each), each])).values()];
  if (different.length === 1) return different[0]!;
  const { description } = different[0]!;
  return { ...(description !== undefined && { description }), anyOf: different };
}
