import path from 'node:path';
import { isImageName, plainName } from '../files/file-kinds.ts';
import type { ImageFolder } from '../files/image-folder.ts';
import type { ReadRecords } from '../files/image-records.ts';
import type { CocoHead, CocoImage } from './parse.ts';

export interface CocoFilesOptions {
  readonly annotations: string;
  readonly images: string;
  readonly folder: ImageFolder;
  /** Entries of images with the names of their files. */
  readonly found: readonly CocoImage[];
  readonly head: CocoHead;
  readonly read: ReadRecords;
}

/** What became of the files at the places where the images of the file lie. */
export function accountOfCocoFiles({ annotations, images, folder, found, head, read }: CocoFilesOptions) {
  const refused = [...head.refused.values()];
  const names = [
    ...found.map(({ fileName }) => fileName),
    ...refused.map((name) => folder.find(name) ?? name),
  ];
  const mentioned = new Set(names);
  const places = new Set(names.map((name) => path.posix.dirname(plainName(name))));
  const around = folder.files.filter((name) => places.has(path.posix.dirname(name)));
  const own = path.resolve(annotations);
  return {
    unlisted: around.filter((name) => isImageName(name) && !mentioned.has(name)),
    leftOut: [...read.missing, ...read.leftOut, ...new Set(refused)],
    passedOver: around.filter(
      (name) => !isImageName(name) && !mentioned.has(name) && path.resolve(images, name) !== own,
    ),
  };
}
