import type * as Fs from 'node:fs';
import { ExpectationError, expectThat } from '@tandem-det/base';
import { nodeModule } from '../wasm/node-module.ts';
import { addonFile, addonIdentity, readAddonRecord, writeAddonRecord } from './addon-record.ts';
import { ADDON_VERSION } from './addon-version.ts';
import type { TensorflowPackage } from './tensorflow-package.ts';
import { tryAddon } from './try-addon.ts';

/** What the native kernels compute with, or why they do not. */
export type AddonState = { readonly instructionSet: string } | { readonly missing: string };

interface AddonExports {
  readonly version: number;
  readonly instructionSet: string;
  readonly setThreads: (count: number) => void;
}

/** What sets the native kernels: `off` does without them. */
export const ADDON_SWITCH = 'TANDEM_NATIVE';
/** Names the instruction set, instead of the fastest that the processor has. */
const INSTRUCTION_SET = 'TANDEM_NATIVE_ISA';

let state: AddonState | undefined;

/** Whether the native kernels compute in this process; false until `loadAddon` has loaded them. */
export function isAddonLoaded(): boolean {
  return state !== undefined && 'instructionSet' in state;
}

/**
 * Loads the native kernels into the TensorFlow that the given tfjs-node has loaded, once in a process: what the first
 * call finds holds for all. A library that was not tried before with this Node and binding is tried in a process of its
 * own first, and never loaded where that one failed.
 */
export function loadAddon(target: TensorflowPackage, threads: number, isGpu: boolean): AddonState {
  state ??= decide(target, threads, isGpu);
  return state;
}

function decide(target: TensorflowPackage, threads: number, isGpu: boolean): AddonState {
  const choice = process.env[ADDON_SWITCH] ?? 'on';
  expectThat(['on', 'off'].includes(choice), ADDON_SWITCH, 'on or off', choice);
  if (choice === 'off') return { missing: `switched off by ${ADDON_SWITCH}` };
  if (isGpu) return { missing: 'they are for the CPU' };
  const file = addonFile(target);
  if (!nodeModule<typeof Fs>('node:fs')!.existsSync(file)) {
    return { missing: 'not built, see `pnpm setup:tensorflow`' };
  }
  const failure = knownFailure(target, file);
  if (failure !== undefined) return { missing: failure };
  const exports = load(file);
  if (typeof exports === 'string') return { missing: exports };
  if (exports.version !== ADDON_VERSION) {
    return {
      missing: `built as version ${exports.version}, not ${ADDON_VERSION}: see \`pnpm setup:tensorflow\``,
    };
  }
  const { instructionSet, setThreads } = exports;
  const asked = process.env[INSTRUCTION_SET];
  if (asked && asked !== instructionSet) {
    throw new ExpectationError(
      INSTRUCTION_SET,
      'an instruction set that this processor has, out of avx512, avx2, baseline and neon',
      asked,
      'Unset it to take the fastest.',
    );
  }
  setThreads(threads);
  return { instructionSet };
}

/** Why the library fails, by what is known of it, or by a trial. */
function knownFailure(target: TensorflowPackage, file: string): string | undefined {
  const identity = addonIdentity(target);
  const record = readAddonRecord(target);
  if (record?.identity === identity) return record.works ? undefined : record.message;
  const failure = tryAddon(target, file);
  writeAddonRecord(target, {
    key: record?.key ?? '',
    identity,
    works: failure === undefined,
    message: failure ?? '',
  });
  return failure;
}

/** What the library exports, or why it does not load. */
function load(file: string): AddonExports | string {
  const module = { exports: {} as AddonExports };
  try {
    process.dlopen(module, file);
    return module.exports;
  } catch (thrown) {
    return `does not load: ${thrown instanceof Error ? thrown.message : thrown}`;
  }
}
