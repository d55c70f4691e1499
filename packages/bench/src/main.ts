import { Command } from 'commander';
import { dataBench } from './data/command.ts';
import { evaluationBench } from './evaluation/command.ts';
import { kernelsBench } from './kernels/command.ts';
import { modelBench } from './model/command.ts';
import { queueBench } from './queue/command.ts';

const program = new Command('bench')
  .description('Speed of Tandem, measured beside its peers in one run.')
  .addCommand(modelBench(), { isDefault: true })
  .addCommand(dataBench())
  .addCommand(evaluationBench())
  .addCommand(kernelsBench())
  .addCommand(queueBench());

await program.parseAsync(
  process.argv.slice(2).filter((argument) => argument !== '--'),
  { from: 'user' },
);
