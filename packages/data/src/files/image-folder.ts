import path from 'node:path';
import { isImageName, plainName, stemOf } from './file-kinds.ts';

/** The files of a folder, to be found by the names that annotations give them. */
export interface ImageFolder {
  /** Paths relative to the folder, with `/`. */
  readonly files: readonly string[];
  readonly images: readonly string[];
  has(name: string): boolean;
  /** The one file that a name means: itself, or one that is written otherwise (Unicode form, `\`, `%20`). */
  find(name: string): string | undefined;
  /** Images with this stem: at this very place, else anywhere. */
  withStem(stem: string): readonly string[];
  /** Images with this name, at places whose folders agree with the last ones of the path given, where any do. */
  withName(given: string): readonly string[];
  /** What a name that is not there may have meant: in other capitals, in another folder, with another ending. */
  near(name: string): string | undefined;
}

export function imageFolder(files: readonly string[]): ImageFolder {
  const present = new Set(files);
  const images = files.filter(isImageName);
  const once = <T>(make: () => T): (() => T) => {
    let made: T | undefined;
    return () => (made ??= make());
  };
  const byPlain = once(() => group(files, plainName));
  const byStem = once(() => group(images, (name) => plainName(stemOf(name))));
  const byLastStem = once(() => group(images, (name) => lastName(plainName(stemOf(name)))));
  const byLast = once(() => group(images, (name) => lastName(plainName(name))));
  const byLower = once(() => group(files, (name) => lastName(plainName(name)).toLowerCase()));
  const byLowerStem = once(() => group(images, (name) => lastName(plainName(stemOf(name))).toLowerCase()));
  const only = (names: readonly string[] | undefined) => (names?.length === 1 ? names[0] : undefined);
  return {
    files,
    images,
    has: (name) => present.has(name),
    find: (name) => (present.has(name) ? name : only(byPlain().get(plainName(name)))),
    withStem(stem) {
      const exact = images.length > 0 ? byStem().get(plainName(stem)) : undefined;
      return exact ?? byLastStem().get(lastName(plainName(stem))) ?? [];
    },
    withName(given) {
      const plain = plainName(given);
      return closest(byLast().get(lastName(plain)) ?? [], plain);
    },
    near(name) {
      const plain = lastName(plainName(name)).toLowerCase();
      return (byLower().get(plain) ?? byLowerStem().get(stemOf(plain)))?.[0];
    },
  };
}

/** What was meant by a name that is not there, as a remedy. */
export function nearFileRemedy(folder: ImageFolder, name: string): string {
  const near = folder.near(name);
  return near === undefined ? '' : `Did you mean "${near}"? `;
}

/** Those whose folders agree with most of the last folders of a path. */
function closest(names: readonly string[], given: string): readonly string[] {
  const wanted = given.split('/').toReversed();
  const agreeing = (name: string) => {
    const parts = plainName(name).split('/').toReversed();
    let count = 0;
    while (count < parts.length && parts[count] === wanted[count]) count += 1;
    return count;
  };
  const counts = names.map(agreeing);
  const most = Math.max(0, ...counts);
  return names.filter((_, index) => counts[index] === most);
}

function lastName(name: string): string {
  return path.posix.basename(name);
}

function group(names: readonly string[], keyOf: (name: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = keyOf(name);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [name]);
    else same.push(name);
  }
  return groups;
}
