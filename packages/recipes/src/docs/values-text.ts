import type { JsonSchema } from './json-schema.ts';

/** What values a key takes, in a few words: `whole number ≥ 1`, `iou | giou`, `list of texts`. */
export function valuesText(schema: JsonSchema): string {
  const { anyOf, oneOf, prefixItems, items, type } = schema;
  if (Array.isArray(type)) return type.map((each) => valuesText({ ...schema, type: each })).join(' or ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(' | ');
  if (anyOf ?? oneOf) return [...new Set((anyOf ?? oneOf)!.map(valuesText))].join(' or ');
  if (prefixItems) return `[${prefixItems.map(valuesText).join(', ')}]`;
  switch (type) {
    case 'array':
      return items ? `list of ${plural(valuesText(items))}` : 'list';
    case 'integer':
    case 'number':
      return numberText(schema);
    case 'boolean':
      return '`true` | `false`';
    case 'string':
      return 'text';
    case 'null':
      return '`null`';
    case 'object':
      return 'section';
    default:
      return 'value';
  }
}

/** The default of a key. Sections say theirs key by key. */
export function defaultText({ default: value }: JsonSchema): string {
  if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value)))
    return '';
  return `default ${code(value)}`;
}

function numberText({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const name = type === 'integer' ? 'whole number' : 'number';
  const [lower, upper] = [minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum];
  if (lower !== undefined && upper !== undefined) {
    const from = minimum === undefined ? `(${lower}` : `[${lower}`;
    const to = maximum === undefined ? `${upper})` : `${upper}]`;
    return `${name} in ${from}, ${to}`;
  }
  if (lower !== undefined) return `${name} ${minimum === undefined ? '>' : '≥'} ${lower}`;
  if (upper !== undefined) return `${name} ${maximum === undefined ? '<' : '≤'} ${upper}`;
  return name;
}

function plural(text: string): string {
  return text.replace(/^(text|section|number|whole number)/, '$1s');
}

function code(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ');
  return `\`${text}\``;
}
