import path from 'node:path';
import { hasEnding, isImageName, plainName, stemOf } from '../files/file-kinds.ts';
import type { ReadRecords } from '../files/image-records.ts';
import { listTree } from '../files/list-tree.ts';
import { labelFile, labelFolder } from './label-file.ts';
import type { ImageNameParts } from './names.ts';
import type { YoloSource } from './sources.ts';

export interface YoloFilesOptions {
  /** The data.yaml. */
  readonly data: string;
  readonly sources: readonly YoloSource[];
  /** What was read of each image of the sources; undefined for those left out. */
  readonly read: readonly ({ readonly labels: string | undefined } | undefined)[];
  readonly names: readonly ImageNameParts[];
  readonly records: ReadRecords;
}

/** Texts that tools put among labels. */
const NO_LABELS = /^(classes|obj|train|val|valid|test|readme.*|notes)\.txt$/i;

/** What became of the images of the sources, and of all other files in folders of images and of their labels. */
export async function accountOfYoloFiles({ data, sources, read, names, records }: YoloFilesOptions) {
  const kept = records.records.map(({ id, fileName, objects }) => ({
    fileName,
    objects: objects.length,
    labels: read[id - 1]!.labels,
  }));
  const unread = read.flatMap((each, index) => (each === undefined ? [names[index]!.fileName] : []));
  const { texts, others } = await otherFiles(
    data,
    sources,
    new Set(read.flatMap((each) => each?.labels ?? [])),
  );
  const shown = (files: readonly string[]) =>
    files.map((file) => path.relative(path.dirname(data), file).split(path.sep).join('/'));
  return {
    labelled: kept.filter(({ objects }) => objects > 0).length,
    empty: kept.filter(({ objects, labels }) => objects === 0 && labels !== undefined).length,
    unlabelled: kept.flatMap(({ fileName, labels }) => (labels === undefined ? [fileName] : [])),
    unlisted: [],
    labelsWithoutImage: shown(texts),
    leftOut: [...new Set([...records.leftOut, ...unread])],
    passedOver: shown(others),
  };
}

/** Label files that no image has, and files that are neither images nor labels. Lists name theirs and no others. */
async function otherFiles(data: string, sources: readonly YoloSource[], used: ReadonlySet<string>) {
  const images = sources.flatMap((source) => source.images.map(({ file }) => file));
  const owned = new Set(images.flatMap((file) => [stemOf(file), stemOf(labelFile(file))].map(plainName)));
  const labelFolders = new Set([...used].map((file) => path.dirname(file)));
  const texts = new Set<string>();
  const others = new Set<string>();
  for (const { folder, files } of sources) {
    if (folder === undefined) continue;
    const labels = labelFolder(folder);
    const inLabels = labels === folder ? [] : await listTree(labels, 'labels', '').catch(() => []);
    const here = files.filter((name) => !isImageName(name)).map((name) => path.join(folder, name));
    for (const file of [...here, ...inLabels.map((name) => path.join(labels, name))]) {
      if (used.has(file) || file === path.resolve(data)) continue;
      const isUnder = labels !== folder && file.startsWith(labels + path.sep);
      const isAmongLabels = labelFolders.has(path.dirname(file)) || isUnder;
      const isText = hasEnding(file, ['.txt']) && !NO_LABELS.test(path.basename(file));
      if (!isText || !isAmongLabels) others.add(file);
      // An image that is left out leaves its labels out, and one that has others has these beside it for nothing.
      else if (owned.has(plainName(stemOf(file)))) others.add(file);
      else texts.add(file);
    }
  }
  return { texts: [...texts], others: [...others] };
}
