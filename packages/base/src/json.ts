/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A value as plain JSON: keys that are undefined are left out, numbers that JSON lacks become text
 * (`"Infinity"`, `"NaN"`), and `replace` may give another value for any object or function, or undefined to leave it
 * as it is. Throws a TypeError for a function that nothing replaces.
 */
export function jsonOf(value: unknown, replace: (value: object) => unknown = () => undefined): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'object' || typeof value === 'function') {
    const other = replace(value);
    if (other !== undefined) return jsonOf(other);
  }
  if (Array.isArray(value)) return value.map((each) => jsonOf(each, replace));
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(entries.map(([key, each]) => [key, jsonOf(each, replace)]));
  }
  throw new TypeError(`A ${typeof value} has no JSON form.`);
}
