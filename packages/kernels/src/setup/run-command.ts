import { spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit code, or -1 where the command does not exist or was killed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Where to run it. */
  readonly folder?: string;
  /** Called with the seconds so far, every `interval` seconds while the command runs. */
  readonly progress?: (seconds: number) => void;
  readonly interval?: number;
}

/** Runs a command to its end; never throws. */
export function runCommand(
  command: string,
  parameters: readonly string[],
  {
    environment = process.env,
    folder = process.cwd(),
    progress = () => {},
    interval = 5,
  }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(command, parameters, {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ticker = setInterval(() => progress(Math.round((Date.now() - started) / 1000)), interval * 1000);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const end = (code: number) => {
      clearInterval(ticker);
      resolve({ code, stdout, stderr });
    };
    child.on('error', (error) => {
      stderr += error.message;
      end(-1);
    });
    child.on('close', (code) => end(code ?? -1));
  });
}

/** The last lines of a command's errors, for a message. */
export function lastLines(text: string, count = 12): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
