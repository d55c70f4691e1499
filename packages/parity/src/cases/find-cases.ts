import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { GoldenCase } from './golden-case.ts';

/** A case that was found, and how to read it: reading may throw, for that case alone. */
export interface FoundCase {
  readonly name: string;
  read(): GoldenCase;
}

/**
 * The golden cases of a folder, by name: each `NAME.json`, and each folder that holds a COCO evaluation
 * (`ground-truth.json`). Throws when there is no such folder.
 */
export function findCases(folder: string): readonly FoundCase[] {
  if (!existsSync(folder)) throw new ExpectationError('parity', 'a folder of golden cases', `"${folder}"`);
  const found: FoundCase[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && existsSync(join(path, 'ground-truth.json'))) {
      found.push({ name: entry.name, read: () => cocoCase(entry.name, path) });
    } else if (entry.name.endsWith('.json')) {
      const name = entry.name.slice(0, -'.json'.length);
      found.push({ name, read: () => readCase(name, folder) });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readCase(name: string, folder: string): GoldenCase {
  const json = readJson(join(folder, `${name}.json`));
  const { kind, component } = json;
  if (typeof kind !== 'string' || typeof component !== 'string') {
    throw new ExpectationError(`${name}.json`, 'the fields kind and component', Object.keys(json).join(', '));
  }
  return {
    config: {},
    inputs: {},
    tolerance: { abs: 0, rel: 0 },
    tolerances: {},
    expected: {},
    source: '',
    ...(json as object),
    kind,
    component,
    name,
    folder,
  };
}

function cocoCase(name: string, folder: string): GoldenCase {
  const { tolerance, ...expected } = readJson(join(folder, 'expected.json'));
  const abs = Number(tolerance ?? 1e-9);
  return {
    name,
    folder,
    kind: 'coco-eval',
    component: 'bbox',
    config: {},
    inputs: {},
    tolerance: { abs, rel: 0 },
    tolerances: {},
    expected,
    source: 'pycocotools',
  };
}

export function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}
