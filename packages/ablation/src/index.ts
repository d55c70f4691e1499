export { type RecordStore, recordStore } from './records/record-store.ts';
export { backendOf, type RunRecord } from './records/run-record.ts';
export { columnsText } from './results/columns-text.ts';
export { type Difference, differences, differenceText, type Verdict } from './results/differences.ts';
export { findings } from './results/findings.ts';
export { type Spread, spread, spreadText } from './results/spread.ts';
export { studyReport } from './results/study-report.ts';
export {
  type AlignmentSpread,
  type SummaryOptions,
  type SummaryRow,
  summarize,
} from './results/summary.ts';
export {
  alignmentCells,
  csvTable,
  latexTable,
  markdownTable,
  tableCells,
  textTable,
} from './results/tables.ts';
export { type ProcessEvent, type RunInProcessesOptions, runInProcesses } from './run/processes.ts';
export { type RunProgress, studyProgress } from './run/progress.ts';
export { type RunCellOptions, runCell, runPath } from './run/run-cell.ts';
export { type RunStudyOptions, recordsOf, runStudy, type StudyEvent } from './run/run-study.ts';
export { parseShard, runsOfShard, type Shard } from './run/shard.ts';
export { type Axes, type AxisValue, type Cell, cellName, cellsOf } from './study/axes.ts';
export type { PaperFigures } from './study/paper-figures.ts';
export { baseName, cellsOfStudy, type PlannedRun, planRuns } from './study/plan.ts';
export type { RunIdentity } from './study/run-id.ts';
export { defineStudy, type RunSetup, type Study } from './study/study.ts';
