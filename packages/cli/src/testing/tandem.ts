import { run } from '../run.ts';

// The `tandem` command on source, for tests that start processes: vitest's own flags do not run TypeScript.
process.exitCode = await run(process.argv.slice(2));
