#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
    process.stderr.write(`\n${name}: stopping in order; once more to quit at once.\n`);
  });
}
process.exitCode = await run(process.argv.slice(2), {
  signal: stopping.signal,
  entry: fileURLToPath(import.meta.url),
});
