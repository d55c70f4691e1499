import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';

/** Folders that tools and systems leave behind: not searched, named as they are. */
const NOT_SEARCHED = /^(\.|__MACOSX$|@eaDir$|node_modules$)/;

/**
 * Paths of all files in a folder and those inside of it, relative to it, with `/` between names, in order. Hidden
 * folders are not searched and stand in the list with a `/` at their end. Links are followed, each folder once.
 * An ExpectationError, by what `where` asks for, where the folder cannot be read.
 */
export async function listTree(folder: string, where: string, remedy: string): Promise<string[]> {
  const found: string[] = [];
  /** Where links have led; nothing else can go round in a circle. */
  const linked = new Set<string>();
  const visit = async (below: string): Promise<void> => {
    const here = path.join(folder, below);
    const entries = await readdir(here, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      throw new ExpectationError(
        where,
        'a folder that can be read',
        `"${here}" (${error.code ?? error.message})`,
        remedy,
      );
    });
    for (const entry of entries) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      const isFolder = entry.isSymbolicLink()
        ? await stat(path.join(folder, name)).then(
            (target) => target.isDirectory(),
            () => false,
          )
        : entry.isDirectory();
      if (!isFolder) found.push(name);
      else if (NOT_SEARCHED.test(entry.name)) found.push(`${name}/`);
      else if (!entry.isSymbolicLink() || (await isNew(path.join(folder, name)))) await visit(name);
    }
  };
  const isNew = async (link: string): Promise<boolean> => {
    const [real, above, root] = await Promise.all(
      [link, path.dirname(link), folder].map((each) => realpath(each)),
    );
    linked.add(root!);
    if (linked.has(real!) || above === real || above!.startsWith(real! + path.sep)) return false;
    linked.add(real!);
    return true;
  };
  await visit('');
  return found.toSorted();
}
