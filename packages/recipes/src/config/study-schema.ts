import { z } from 'zod';
import { isSection } from './is-section.ts';

const axisValue = z.union([z.string(), z.number(), z.boolean()]);

/** Values of the config key that the axis is named after, or named sets of changes to config keys. */
export type AxisConfig =
  | readonly (string | number | boolean)[]
  | Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const axisSchema = z.custom<AxisConfig>((value) => {
  if (Array.isArray(value))
    return value.length > 0 && value.every((each) => axisValue.safeParse(each).success);
  return isSection(value) && Object.values(value).length > 0 && Object.values(value).every(isSection);
}, 'values of the key that it names, as [0.5, 1], or named changes, as {T-Head: {model.head: t-head}}');

const section = z.record(z.string(), z.unknown()).default({});

/** What `ablate` reads: a run config, what of it varies, and with which seeds. */
export const studySchema = z.strictObject({
  /** The file's own name where absent. */
  name: z.string().min(1).optional(),
  axes: z.record(z.string(), axisSchema),
  seeds: z.array(z.int().min(0)).min(1),
  /** The cell that others are compared with, as {axis: value}; the first values where absent. */
  base: z.record(z.string(), axisValue).default({}),
  /** Combinations left out, each as {axis: value}. */
  exclude: z.array(z.record(z.string(), axisValue)).default([]),
  /** Published numbers to print beside each cell: AP, AP50, AP75 in percent. */
  paper: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])).default({}),
  /** As in a run config, which is checked cell by cell. */
  model: section,
  weights: z.record(z.string(), z.unknown()).nullish(),
  input: section,
  data: section,
  optimizer: section,
  schedule: section,
  training: section,
});

export type StudyConfig = z.output<typeof studySchema>;
/** As it is written, with defaults left out. */
export type StudyConfigInput = z.input<typeof studySchema>;
