// Adds up test counts. `collect FILE` gathers what each package's runner wrote and removes it;
// `report FOLDER` prints each failed test with its message and the closing line over all tiers and steps.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [command, target] = process.argv.slice(2);

// A failed test as `file > test` and its message's first lines; a suite that fails to load has no tests, but a message.
function failuresOf(run) {
  return run.testResults.flatMap((suite) => {
    const file = relative(process.cwd(), suite.name);
    const failed = suite.assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0)
      return suite.status === 'failed' ? [`FAILED ${file}\n${firstLines(suite.message)}`] : [];
    return failed.map(
      (test) => `FAILED ${file} > ${test.fullName}\n${firstLines(test.failureMessages.join('\n'))}`,
    );
  });
}

function firstLines(message) {
  return message.split('\n').slice(0, 12).join('\n');
}

if (command === 'collect') {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  for (const folder of ['examples', ...readdirSync('packages').map((name) => join('packages', name))]) {
    const file = join(folder, 'node_modules/.cache/tests.json');
    if (!existsSync(file)) continue;
    const run = JSON.parse(readFileSync(file, 'utf8'));
    counts.passed += run.numPassedTests;
    // A suite that fails to load has no failed test of its own.
    counts.failed += Math.max(run.numFailedTests, run.success ? 0 : 1);
    counts.skipped += run.numPendingTests + run.numTodoTests;
    failures.push(...failuresOf(run));
    rmSync(file);
  }
  writeFileSync(target, JSON.stringify({ counts, failures }));
} else if (command === 'report') {
  const lines = (name) => {
    const file = join(target, name);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
  };
  const total = { passed: lines('passed'), failed: lines('failed'), skipped: 0 };
  for (const name of readdirSync(target).filter((entry) => entry.endsWith('.json'))) {
    const { counts, failures } = JSON.parse(readFileSync(join(target, name), 'utf8'));
    for (const failure of failures) console.log(`${failure}\n`);
    console.log(`${name.replace('.json', '')}: ${JSON.stringify(counts)}`);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || total.passed === 0) process.exit(1);
} else {
  console.error('tally: expected the command collect or report.');
  process.exit(2);
}
