export { type TrainCommandOptions, trainCommand } from './commands/train.ts';
export { loadConfig } from './config/load-config.ts';
export { parseConfig } from './config/parse-config.ts';
export * from './config/schema.ts';
export { type RunOptions, run } from './run.ts';
export { type Output, standardOutput, terminalOutput } from './terminal/output.ts';
