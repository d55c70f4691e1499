import path from 'node:path';
import { hasEnding, isImageName } from '../files/file-kinds.ts';
import type { ImageFolder } from '../files/image-folder.ts';
import type { ReadRecords } from '../files/image-records.ts';
import type { AnnotationFiles, VocSource } from './files.ts';

export interface VocFilesOptions {
  readonly annotations: string;
  readonly images: string;
  readonly imageSet?: string | undefined;
  readonly folder: ImageFolder;
  readonly found: AnnotationFiles;
  /** The image of each annotation that was read. */
  readonly imageOf: ReadonlyMap<VocSource, string>;
  readonly read: ReadRecords;
}

/** What became of the files in both folders. With a list, those that it does not name are none of its business. */
export function accountOfVocFiles({
  annotations,
  images,
  imageSet,
  folder,
  found,
  imageOf,
  read,
}: VocFilesOptions) {
  const missing = new Set(read.missing);
  const mentioned = new Set(imageOf.values());
  const leftOut = [...read.leftOut];
  for (const source of found.sources) {
    if (imageOf.has(source)) continue;
    const own = folder.withStem(source.stem).filter((image) => !mentioned.has(image));
    for (const image of own) mentioned.add(image);
    leftOut.push(...(own.length > 0 ? own : [source.name]));
  }
  const annotationPaths = new Set(found.files.map((name) => path.resolve(annotations, name)));
  const imagePaths = new Set(folder.files.map((name) => path.resolve(images, name)));
  return {
    unlisted: imageSet === undefined ? folder.images.filter((name) => !mentioned.has(name)) : [],
    labelsWithoutImage: [...imageOf].flatMap(([source, image]) => (missing.has(image) ? [source.name] : [])),
    leftOut,
    passedOver: [
      ...folder.files.filter(
        (name) =>
          !isImageName(name) &&
          !(hasEnding(name, ['.xml']) && annotationPaths.has(path.resolve(images, name))),
      ),
      ...found.files.filter(
        (name) => !hasEnding(name, ['.xml']) && !imagePaths.has(path.resolve(annotations, name)),
      ),
    ],
  };
}
