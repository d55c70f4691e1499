import { ExpectationError } from '@tandem-det/base';
import { isImageName } from '../files/file-kinds.ts';
import type { ImageFolder } from '../files/image-folder.ts';
import type { Size } from '../images/size.ts';

/** What an annotation says of its image. */
export interface ImageEvidence {
  /** The annotation's own path without ending, relative to the folder of annotations. */
  readonly stem: string;
  /** Its <filename>, <path> and <size>, where it has them. */
  readonly fileName: string | undefined;
  readonly path: string | undefined;
  readonly size: Size | undefined;
}

/** The image of an annotation, relative to the folder of images. */
export interface ImageMatch {
  /** The file, or the name of one that is not there. */
  readonly image: string;
  readonly isThere: boolean;
  /** Whether the annotation's own name says so. */
  readonly isOwn: boolean;
  /** Another image that <filename> names, where the two disagree. */
  readonly disagrees?: string;
}

/**
 * Weighs what could be the image of an annotation: an image of the annotation's own name, the one that <filename> or
 * <path> name (by the last name in it, after `/` or `\`, and as many folders as agree), and the size.
 *
 * Where own name and <filename> are of two images, the own name counts, for files are renamed in pairs and <filename>
 * stays as it was; unless the size fits the other alone. Where more than one image remains, an ExpectationError
 * (`where`) names them: none is chosen.
 */
export async function matchImage(
  where: string,
  { stem, fileName, path, size }: ImageEvidence,
  folder: ImageFolder,
  sizesOf: (image: string) => Promise<readonly Size[]>,
): Promise<ImageMatch> {
  const own = folder.withStem(stem);
  const named = namedImages(fileName, path, folder);
  const fitting = async (images: readonly string[]): Promise<readonly string[]> => {
    if (size === undefined) return images;
    const fits = await Promise.all(
      images.map(async (image) =>
        (await sizesOf(image)).some(({ width, height }) => width === size.width && height === size.height),
      ),
    );
    return images.filter((_, index) => fits[index]);
  };
  const matched = (image: string, disagrees?: string): ImageMatch => ({
    image,
    isThere: true,
    isOwn: own.includes(image),
    ...(disagrees !== undefined && { disagrees }),
  });

  if (own.length === 0 && named.length === 0) {
    return { image: fileName ?? `${stem}.jpg`, isThere: false, isOwn: false };
  }
  const both = own.filter((image) => named.includes(image));
  if (both.length === 1) return matched(both[0]!);
  const candidates = both.length > 0 ? both : [...own, ...named];
  if (candidates.length === 1) return matched(candidates[0]!);
  const remaining = await fitting(candidates);
  const other = (image: string) =>
    own.length === 1 && named.length > 0 ? different(image, own, named) : undefined;
  if (remaining.length === 1) return matched(remaining[0]!, other(remaining[0]!));
  if (own.length === 1) return matched(own[0]!, named[0]);
  throw new ExpectationError(
    where,
    'one image that it is of',
    `${candidates.join(' and ')}, ${candidates.length === 2 ? 'either' : 'any'} of which could be meant`,
    'Name the right one in <filename>, or move the others elsewhere.',
  );
}

function different(image: string, own: readonly string[], named: readonly string[]): string {
  return own[0] === image ? named[0]! : own[0]!;
}

/** Images that <filename> names, or <path> where there are several of that name. */
function namedImages(
  fileName: string | undefined,
  path: string | undefined,
  folder: ImageFolder,
): readonly string[] {
  const given = fileName ?? path;
  if (given === undefined) return [];
  const exact = folder.find(given);
  if (exact !== undefined && isImageName(exact)) return [exact];
  const named = folder.withName(given);
  // Some tools leave the ending out.
  const found = named.length > 0 || isImageName(given) ? named : folder.withStem(given);
  if (found.length < 2 || path === undefined) return found;
  const nearer = folder.withName(path).filter((image) => found.includes(image));
  return nearer.length > 0 ? nearer : found;
}
