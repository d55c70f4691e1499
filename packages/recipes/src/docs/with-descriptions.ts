import path from 'node:path';
import ts from 'typescript';
import type { JsonSchema } from './json-schema.ts';

/**
 * A JSON Schema made of a zod schema, with the words above each key in the source as its `description`. The compiler
 * knows them: the properties of the input type stand where the keys were written, in whichever package.
 */
export function withDescriptions(
  schema: JsonSchema,
  { file, type }: { readonly file: string; readonly type: string },
): JsonSchema {
  const options = compilerOptions(path.resolve(import.meta.dirname, '../../../../tsconfig.base.json'));
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const alias = checker
    .getExportsOfModule(checker.getSymbolAtLocation(source)!)
    .find(({ name }) => name === type);
  if (alias === undefined) throw new Error(`${file} exports no type ${type}.`);
  return described(schema, checker.getDeclaredTypeOfSymbol(alias));

  function described(json: JsonSchema, type: ts.Type): JsonSchema {
    const known = checker.getNonNullableType(type);
    const { anyOf, oneOf, properties, items, prefixItems, additionalProperties } = json;
    return {
      ...json,
      ...(anyOf && { anyOf: anyOf.map((each) => described(each, memberFor(each, known))) }),
      ...(oneOf && { oneOf: oneOf.map((each) => described(each, memberFor(each, known))) }),
      ...(properties && { properties: describedProperties(properties, known) }),
      ...(items && { items: described(items, elementOf(known)) }),
      ...(prefixItems && { prefixItems: prefixItems.map((each) => described(each, elementOf(known))) }),
      ...(typeof additionalProperties === 'object' && {
        additionalProperties: described(
          additionalProperties,
          checker.getIndexTypeOfType(known, ts.IndexKind.String) ?? known,
        ),
      }),
    };
  }

  function describedProperties(properties: Readonly<Record<string, JsonSchema>>, type: ts.Type) {
    return Object.fromEntries(
      Object.entries(properties).map(([key, json]) => {
        const symbol = checker.getPropertyOfType(type, key);
        if (symbol === undefined) return [key, json];
        const description = ts
          .displayPartsToString(symbol.getDocumentationComment(checker))
          .replaceAll(/\s+/g, ' ');
        const inner = described(json, checker.getTypeOfSymbol(symbol));
        return [key, { ...(description !== '' && { description }), ...inner }];
      }),
    );
  }

  function elementOf(type: ts.Type): ts.Type {
    return checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type;
  }

  /** Of a union of objects, the one with the constants that the JSON Schema of one of them has. */
  function memberFor(json: JsonSchema, type: ts.Type): ts.Type {
    if (!type.isUnion() || json.properties === undefined) return type;
    const constants = Object.entries(json.properties).filter(([, each]) => each.const !== undefined);
    const member = type.types.find((each) =>
      constants.every(([key, { const: value }]) => {
        const symbol = checker.getPropertyOfType(each, key);
        const of = symbol && checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
        return of?.isLiteral() === true && of.value === value;
      }),
    );
    return (
      member ??
      type.types.find((each) =>
        Object.keys(json.properties!).every((key) => checker.getPropertyOfType(each, key)),
      ) ??
      type
    );
  }
}

function compilerOptions(file: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(file)).options;
}
