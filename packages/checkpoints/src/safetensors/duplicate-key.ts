/** The first key that one object of a valid JSON text has twice; `JSON.parse` would keep the last value silently. */
export function duplicateKey(json: string): string | undefined {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  const open: Set<string>[] = [];
  for (let match = tokens.exec(json); match !== null; match = tokens.exec(json)) {
    const token = match[0];
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (/^\s*:/.test(json.slice(tokens.lastIndex, tokens.lastIndex + 64))) {
      const key = JSON.parse(token) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}
