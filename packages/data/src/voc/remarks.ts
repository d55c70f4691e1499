import type { Remark } from '../account.ts';
import type { Claim } from './claims.ts';
import type { VocCorners, VocObject } from './parse.ts';

/** What is worth a look in annotations though they can be read: names that disagree, corners that begin at 0. */
export function vocRemarks(
  files: readonly (Claim & { readonly objects: readonly VocObject[] })[],
  corners: VocCorners,
): Remark[] {
  const renamed = files.flatMap(({ source, match }) =>
    match.disagrees === undefined ? [] : [`${source.name} with ${match.image}, not ${match.disagrees}`],
  );
  const zeroBased = files
    .filter(({ objects }) => objects.some(({ box }) => box[0] === -1 || box[1] === -1))
    .map(({ source }) => source.name);
  return [
    ...remark(renamed, {
      severity: 'warning',
      message: (count) =>
        `${count} ${count === 1 ? 'annotation' : 'annotations'} whose <filename> is another image of the folder`,
      remedy:
        'The image of the same name was taken, or the one whose size fits; see that the boxes lie right.',
    }),
    ...remark(corners === 'pixels' ? zeroBased : [], {
      severity: 'warning',
      message: (count) =>
        `${count} ${count === 1 ? 'file' : 'files'} with corners at 0, where counting begins at 1`,
      remedy:
        'All boxes are a pixel too far left and up if the tool counts from 0: say so with corners: "edges".',
    }),
  ];
}

function remark(
  names: readonly string[],
  { message, ...text }: Pick<Remark, 'severity' | 'remedy'> & { readonly message: (count: number) => string },
): Remark[] {
  return names.length === 0 ? [] : [{ ...text, message: message(names.length), names }];
}
