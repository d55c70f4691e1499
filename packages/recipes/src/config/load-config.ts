import { readFile } from 'node:fs/promises';
import { ExpectationError } from '@tandem-det/base';
import { parse } from 'yaml';
import type { z } from 'zod';
import { applyOverrides } from './overrides.ts';
import { parseConfig } from './parse-config.ts';

/** Reads a YAML or JSON config file, applies `key=value` overrides and checks the result. */
export async function loadConfig<S extends z.ZodType>(
  schema: S,
  path: string,
  overrides: readonly string[] = [],
): Promise<z.output<S>> {
  return parseConfig(schema, applyOverrides(await readConfig(path), overrides), path);
}

/** The text of a config file as plain data; `source` names it in errors. */
export function configOf(text: string, source: string): unknown {
  try {
    return parse(text, { merge: true }) as unknown;
  } catch (error) {
    throw new ExpectationError(source, 'YAML or JSON', (error as Error).message.trimEnd(), '', {
      cause: error,
    });
  }
}

async function readConfig(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const got = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ExpectationError(path, 'a config file', got, '', { cause: error });
  }
  return configOf(text, path);
}
