import type { JsonSchema } from './json-schema.ts';

export interface Key {
  readonly key: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** Of a union, which kinds of section have the key so: `of …` or `not of …`; empty where all have it. */
  readonly of: string;
}

/**
 * The keys of a section, of a list of sections, or of a union of sections: there a key that is the same in several of
 * them is there once.
 */
export function keysOf(schema: JsonSchema): Key[] {
  const sections = sectionsOf(schema);
  if (sections.length <= 1) {
    const [{ properties = {}, required = [] } = {}] = sections;
    return Object.entries(properties).map(([key, each]) => ({
      key,
      schema: each,
      required: required.includes(key),
      of: '',
    }));
  }
  const discriminator = discriminatorOf(sections);
  const kinds = sections.map((section) => String(section.properties?.[discriminator]?.const));
  const found = new Map<string, Omit<Key, 'of'> & { readonly members: string[] }>();
  for (const [index, { properties = {}, required: needed = [] }] of sections.entries()) {
    for (const [key, each] of Object.entries(properties)) {
      if (key === discriminator) continue;
      const required = needed.includes(key);
      const id = `${key} ${required} ${JSON.stringify(each)}`;
      const known = found.get(id) ?? { key, schema: each, required, members: [] };
      known.members.push(kinds[index]!);
      found.set(id, known);
    }
  }
  const keys = [...found.values()].map(({ members, ...key }) => ({ ...key, of: someOf(kinds, members) }));
  const chosen = choice(sections, discriminator);
  return [{ key: discriminator, schema: chosen, required: chosen.default === undefined, of: '' }, ...keys];
}

function someOf(kinds: readonly string[], members: readonly string[]): string {
  if (members.length === kinds.length) return '';
  const others = kinds.filter((kind) => !members.includes(kind));
  const [word, named] = others.length < members.length ? ['not of', others] : ['of', members];
  return `${word} ${named.map((each) => `\`${each}\``).join(', ')}`;
}

/** The discriminator as one key: all of its constants. */
function choice(sections: readonly JsonSchema[], discriminator: string): JsonSchema {
  const each = sections.map(({ properties }) => properties![discriminator]!);
  const description = each.find((one) => one.description !== undefined)?.description;
  const standard = each.find((one) => one.default !== undefined)?.default;
  return {
    enum: each.map((one) => one.const!),
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
  };
}

/** The key that has a constant in each section. */
function discriminatorOf(sections: readonly JsonSchema[]): string {
  const [first] = sections;
  return Object.keys(first!.properties!).find((key) =>
    sections.every(({ properties }) => properties?.[key]?.const !== undefined),
  )!;
}

function sectionsOf(schema: JsonSchema): JsonSchema[] {
  const { anyOf, oneOf, properties, items } = schema;
  if (properties !== undefined) return [schema];
  if (items) return sectionsOf(items);
  return (anyOf ?? oneOf ?? []).flatMap(sectionsOf);
}
