import { runCommand } from './run-command.ts';

export interface CheckResult {
  readonly works: boolean;
  /** The backend's description, or why it does not work. */
  readonly message: string;
}

/** Runs this command with `--check` in a new process, which a library that crashes takes down alone. */
export async function checkApart(): Promise<CheckResult> {
  const { code, stdout, stderr } = await runCommand(process.execPath, [
    ...process.execArgv,
    process.argv[1]!,
    '--check',
  ]);
  return { works: code === 0, message: (code === 0 ? stdout : stderr).trim() };
}
