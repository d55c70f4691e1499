import { access } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { Faults } from '../files/faults.ts';
import { hasEnding, plainName, stemOf } from '../files/file-kinds.ts';
import { listTree } from '../files/list-tree.ts';
import { readText } from '../files/read-text.ts';

/** An annotation file to read. */
export interface VocSource {
  readonly index: number;
  readonly file: string;
  /** Relative to the folder of annotations, and that without its ending. */
  readonly name: string;
  readonly stem: string;
}

export interface AnnotationFiles {
  readonly sources: readonly VocSource[];
  /** All files of the folder of annotations. */
  readonly files: readonly string[];
}

/** The annotation files of a folder, or those that a list names, in its order. Names that lead nowhere are faults. */
export async function annotationFiles(
  { annotations, imageSet }: { readonly annotations: string; readonly imageSet?: string | undefined },
  faults: Faults,
): Promise<AnnotationFiles> {
  const lines = imageSet === undefined ? undefined : await listed(imageSet, annotations);
  const files = await listTree(annotations, 'readVoc: annotations', 'Check the folder of annotations.');
  const names = files.filter((name) => hasEnding(name, ['.xml']));
  const sourceOf = (name: string, index: number): VocSource => ({
    index,
    file: path.join(annotations, name),
    name,
    stem: stemOf(name),
  });
  if (imageSet === undefined || lines === undefined) {
    if (names.length === 0) throw new ExpectationError(annotations, 'a folder with XML files', 'none');
    return { sources: names.map(sourceOf), files };
  }
  const byStem = new Map(names.map((name) => [plainName(stemOf(name)), name]));
  const sources = lines.flatMap(({ text, line }, index) => {
    const name = byStem.get(plainName(text)) ?? byStem.get(plainName(withoutFlag(text)));
    if (name !== undefined) return [sourceOf(name, index)];
    const near = nearStem(withoutFlag(text), names);
    faults.add(
      new ExpectationError(
        `${imageSet}: line ${line}`,
        `a name of an annotation in ${annotations}`,
        `"${text}", where "${withoutFlag(text)}.xml" is not there`,
        `${near === undefined ? '' : `Did you mean "${near}"? `}Check the folder of annotations.`,
      ),
    );
    return [];
  });
  return { sources, files };
}

/** Lines of a list; a class's own list has a flag after each name, as in "000012 -1". */
async function listed(imageSet: string, annotations: string) {
  const usual = path.join(
    path.dirname(annotations),
    'ImageSets',
    'Main',
    `${path.basename(imageSet, '.txt')}.txt`,
  );
  const isUsual = await access(usual).then(
    () => true,
    () => false,
  );
  const remedy = isUsual ? `Did you mean "${usual}"?` : 'Check the path of the list.';
  const text = await readText(imageSet, 'readVoc: imageSet', remedy);
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ text: line.trim(), line: index + 1 }))
    .filter((line) => line.text !== '');
  if (lines.length === 0) throw new ExpectationError(imageSet, 'a name on each line', 'an empty list');
  return lines;
}

/** The stem that a name means in other capitals, or with an ending, as in "a.jpg". Near numbers are other images. */
function nearStem(name: string, names: readonly string[]): string | undefined {
  const wanted = [name, stemOf(name)].map((each) => plainName(each).toLowerCase());
  const found = names.find((each) => wanted.includes(plainName(stemOf(each)).toLowerCase()));
  return found === undefined ? undefined : stemOf(found);
}

function withoutFlag(line: string): string {
  return line.replace(/\s+(-1|0|1)$/, '');
}
