import type { z } from 'zod';

type Schema = z.core.$ZodType;

/** The fields of zod's definitions that are read here; which ones are there depends on the type. */
interface Definition {
  readonly innerType?: Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly valueType?: Schema;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
  readonly values?: readonly unknown[];
  readonly defaultValue?: unknown;
}

/** Keys that a schema knows in the section of `config` at `path`; of a union, those of the chosen option. */
export function keysAt(schema: Schema, path: readonly PropertyKey[], config: unknown): string[] {
  return Object.keys(definitionAt(schema, path, config)?.shape ?? {});
}

/** Values that the key at the end of `path`, which tells the options of a union apart, may have. */
export function discriminatorValues(schema: Schema, path: readonly PropertyKey[], config: unknown): string[] {
  const union = definitionAt(schema, path.slice(0, -1), config);
  const key = String(path.at(-1));
  return (union?.options ?? []).flatMap((option) => literals(option, key).map(String));
}

function definitionAt(schema: Schema, path: readonly PropertyKey[], config: unknown): Definition | undefined {
  const definition = definitionOf(schema);
  if (definition.discriminator !== undefined) {
    const key = definition.discriminator;
    const value = (config as Record<string, unknown> | undefined)?.[key];
    const chosen = definition.options?.find((option) =>
      value === undefined ? isDefault(option, key) : literals(option, key).includes(value),
    );
    return chosen === undefined ? definition : definitionAt(chosen, path, config);
  }
  const [key, ...rest] = path;
  if (key === undefined) return definition;
  const next = definition.shape?.[String(key)] ?? definition.valueType ?? definition.element;
  return next && definitionAt(next, rest, (config as Record<PropertyKey, unknown> | undefined)?.[key]);
}

/** Whether an option of a union is the one that is meant where the key that tells them apart is absent. */
function isDefault(option: Schema, key: string): boolean {
  return (definitionOf(option).shape?.[key]?._zod.def as Definition | undefined)?.defaultValue !== undefined;
}

function literals(option: Schema, key: string): readonly unknown[] {
  const field = definitionOf(option).shape?.[key];
  return (field && definitionOf(field).values) ?? [];
}

/** The definition below defaults, optionals and the like. */
function definitionOf(schema: Schema): Definition {
  const definition = schema._zod.def as Definition;
  return definition.innerType === undefined ? definition : definitionOf(definition.innerType);
}
