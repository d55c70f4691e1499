import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { lastLines, runCommand } from './run-command.ts';

export interface FetchVulkanOptions {
  readonly cache: string;
  readonly report: (line: string) => void;
  /** What /etc/os-release says. */
  readonly release?: string;
}

/** Mesa's driver for CPUs needs 24 at least: version 22, that of Debian 12, lacks what Dawn asks for. */
const BACKPORTED = new Set(['bookworm']);
const packages = ['libvulkan1', 'mesa-vulkan-drivers'];

/**
 * Downloads Vulkan's loader and Mesa's driver for CPUs (lavapipe) with apt into the cache and unpacks them
 * there: nothing is installed, nothing of apt's own state is touched, and it takes no rights.
 */
export async function fetchVulkan({
  cache,
  report,
  release = osRelease(),
}: FetchVulkanOptions): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, 'fetching-'));
  try {
    const apt = privateApt(temporary, codename(release));
    report(`Downloading ${packages.join(' and ')} by apt (about 12 MB) …`);
    await succeed('apt-get', [...apt, 'update'], 'apt to read its package lists', temporary);
    await succeed('apt-get', [...apt, 'download', ...packages], 'apt to download them', temporary);
    const unpacked = join(temporary, 'unpacked');
    for (const file of readdirSync(temporary).filter((name) => name.endsWith('.deb'))) {
      await succeed('dpkg-deb', ['-x', file, unpacked], `${file} to unpack`, temporary);
    }
    rmSync(join(cache, 'mesa'), { recursive: true, force: true });
    renameSync(unpacked, join(cache, 'mesa'));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const driver = fetchedLibrary(cache, /^libvulkan_lvp\.so$/);
  await checkLibraries(driver);
  const description = { file_format_version: '1.0.0', ICD: { library_path: driver, api_version: '1.3.0' } };
  writeFileSync(join(cache, 'lavapipe.json'), `${JSON.stringify(description, null, 2)}\n`);
}

/** The path of a library that was fetched. */
export function fetchedLibrary(cache: string, name: RegExp): string {
  const root = join(cache, 'mesa', 'usr', 'lib');
  const found = existsSync(root)
    ? readdirSync(root, { recursive: true, encoding: 'utf8' }).find((file) =>
        name.test(file.split('/').at(-1)!),
      )
    : undefined;
  if (found !== undefined) return join(root, found);
  throw new ExpectationError(
    'setup',
    `a library ${name.source} in ${root}`,
    'none',
    `Remove ${cache} and try again.`,
  );
}

function osRelease(): string {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}

/** The distribution's name for its version, as its package archive has it. */
export function codename(release: string): string {
  const name = /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1];
  if (name !== undefined && /^ID(_LIKE)?=.*debian/m.test(release)) return name;
  throw new ExpectationError(
    'setup',
    'Debian or a relative of it, to fetch a software Vulkan driver with apt',
    /^PRETTY_NAME="(.*)"$/m.exec(release)?.[1] ?? process.platform,
    "Install Vulkan's loader and Mesa's lavapipe driver by the means of your system (Fedora: mesa-vulkan-drivers, Arch: vulkan-swrast).",
  );
}

/** Options that keep apt's lists and cache in this folder, and add the newer packages of an old release. */
function privateApt(folder: string, release: string): string[] {
  for (const name of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, name), { recursive: true });
  const options = [`Dir::State::lists=${folder}/lists`, `Dir::Cache=${folder}/cache`, 'APT::Sandbox::User='];
  if (!BACKPORTED.has(release)) return options.flatMap((option) => ['-o', option]);
  const suites = [release, `${release}-backports`];
  const sources = suites.map((suite) => `deb http://deb.debian.org/debian ${suite} main\n`).join('');
  writeFileSync(join(folder, 'sources.list'), sources);
  const own = [`Dir::Etc::sourcelist=${folder}/sources.list`, 'Dir::Etc::sourceparts=-'];
  return [...[...options, ...own].flatMap((option) => ['-o', option]), '-t', suites[1]!];
}

async function checkLibraries(driver: string): Promise<void> {
  const { stdout } = await runCommand('ldd', [driver]);
  const missing = [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name);
  if (missing.length === 0) return;
  throw new ExpectationError(
    'setup',
    'the libraries that the driver needs',
    `none of ${missing.join(', ')}`,
    'Install them (Debian: apt install --no-install-recommends mesa-vulkan-drivers brings all).',
  );
}

async function succeed(
  command: string,
  parameters: readonly string[],
  expected: string,
  folder: string,
): Promise<void> {
  const { code, stdout, stderr } = await runCommand(command, parameters, { folder });
  if (code === 0) return;
  throw new ExpectationError(
    'setup',
    expected,
    `exit code ${code}:\n${lastLines(stderr || stdout)}\n`,
    'The package archive of the system must be reachable.',
  );
}
