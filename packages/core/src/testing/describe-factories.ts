import { descriptionOf, unknownParts } from '@tandem-det/base';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';

type Options = Readonly<Record<string, unknown>>;
type Factory = (options: Options) => object;

export interface FactorySuiteOptions {
  /** All exports of a package: `import * as exported from './index.ts'`. */
  readonly exported: Readonly<Record<string, unknown>>;
  /** Functions among them that make no part. Every other one is tested, so that none is forgotten. */
  readonly notFactories?: readonly string[];
  /** Options that a factory cannot do without, by its name. */
  readonly required?: Readonly<Record<string, Options>>;
  /** Other values of options of which the type does not tell any: parts, lists. By factory and option. */
  readonly changes?: Readonly<Record<string, Options>>;
  /** How factories are called whose arguments have places in place of names. */
  readonly calls?: Readonly<Record<string, (options: never) => object>>;
}

/**
 * The contract of factories, for all that a package exports: each has its schema beside it, refuses unknown options and
 * values, and describes what it makes completely, so that other options give another description.
 */
export function describeFactories(suite: FactorySuiteOptions): void {
  const { exported, notFactories = [], required = {}, changes = {}, calls = {} } = suite;
  const names = Object.keys(exported).filter(
    (name) => typeof exported[name] === 'function' && !notFactories.includes(name),
  );

  describe.each(names)('%s', (name) => {
    const call = (calls[name] ?? exported[name]) as Factory;
    const make = (options: Options = {}) => call({ ...required[name], ...options });
    const shape = () => {
      const schema = exported[`${name}Options`] as z.ZodObject | undefined;
      expect(schema, `${name}Options, or an entry in notFactories`).toBeDefined();
      return schema!.shape as Readonly<Record<string, z.ZodType>>;
    };

    it('refuses an unknown option, with the near name', () => {
      if (name in calls) return; // places have no names
      for (const option of Object.keys(shape())) {
        expect(() => make({ [`${option}x`]: 1 })).toThrow(
          new RegExp(`^${name}: expected only the options .*"${option}x". Did you mean "${option}"\\?`),
        );
      }
    });

    it('refuses a misspelt value, with the near one', () => {
      for (const [option, field] of Object.entries(shape())) {
        const { entries, type } = definitionOf(field);
        if (type === 'enum') {
          for (const value of Object.values(entries ?? {})) {
            expect(() => make({ [option]: `${value}x` })).toThrow(
              new RegExp(
                `^${name}: ${option}: expected one of .*got "${value}x". Did you mean "${value}"\\?`,
              ),
            );
          }
        } else if (type !== 'string') {
          expect(() => make({ [option]: 'misspelt' }), option).toThrow(`${name}: ${option}`);
        }
      }
    });

    it('describes what it makes, with all defaults', () => {
      const description = descriptionOf(make());
      expect(description.kind).toBe(name);
      expect(unknownParts(description)).toEqual([]);
      const filled = Object.entries(shape()).filter(([, field]) => !field.isOptional() || hasDefault(field));
      expect(Object.keys(description.options)).toEqual(
        expect.arrayContaining(filled.map(([option]) => option)),
      );
      expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    });

    it('describes another part where an option is another', () => {
      const plain = descriptionOf(make());
      for (const [option, field] of Object.entries(shape())) {
        const values =
          changes[name] !== undefined && option in changes[name]
            ? [changes[name][option]]
            : otherValues(field, plain.options[option]);
        const changed = values.flatMap((value) => accepted(() => make({ [option]: value })));
        expect(changed.length, `a value of ${name}: ${option}; write one into changes`).toBeGreaterThan(0);
        for (const part of changed) expect(descriptionOf(part), option).not.toEqual(plain);
      }
    });
  });
}

/** Values of the field's type that are not the present one. */
function otherValues(field: z.ZodType, present: unknown): unknown[] {
  const { type, entries, values } = definitionOf(field);
  const others = {
    enum: Object.values(entries ?? {}),
    literal: [...(values ?? [])],
    boolean: [true, false],
    number: [0.25, 0.5, 1, 2, 3],
    string: ['another'],
  }[type];
  return (others ?? []).filter((value) => value !== present);
}

function accepted(make: () => object): object[] {
  try {
    return [make()];
  } catch {
    return []; // a value that this option does not take, or not beside the others
  }
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

/** The definition below defaults, optionals and the like. */
function definitionOf(field: z.ZodType): Definition {
  const definition = field.def as unknown as Definition;
  return definition.innerType === undefined ? definition : definitionOf(definition.innerType);
}

function hasDefault(field: z.ZodType): boolean {
  return field.safeParse(undefined).data !== undefined;
}
