import { cpuStandardKernels } from './cpu.ts';
import { standardGradients } from './gradients.ts';
import { tensorflowStandardKernels } from './tensorflow.ts';
import { wasmStandardKernels } from './wasm.ts';
import { webgpuStandardKernels } from './webgpu.ts';

const kernels = {
  cpu: cpuStandardKernels,
  wasm: wasmStandardKernels,
  tensorflow: tensorflowStandardKernels,
  webgpu: webgpuStandardKernels,
};

interface Row {
  readonly name: string;
  readonly backends: string[];
  readonly stock: string;
  readonly ours: string;
}

/** The rows of the two tables of docs/standard-kernels.md, gradients first, as Markdown without spaces around. */
export function tableRows(): string[] {
  const gradients = standardGradients.map(({ gradient, stock, ours }) => [gradient.kernelName, stock, ours]);
  const rows = new Map<string, Row>();
  for (const [backend, replacements] of Object.entries(kernels)) {
    for (const { name, stock, ours } of replacements) {
      const key = `${name} ${stock}`;
      if (!rows.has(key)) rows.set(key, { name, backends: [], stock, ours });
      rows.get(key)!.backends.push(backend);
    }
  }
  const ordered = [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return [
    ...gradients.map((cells) => `|${cells.join('|')}|`),
    ...ordered.map(
      ({ name, backends, stock, ours }) => `|${[name, backends.join(', '), stock, ours].join('|')}|`,
    ),
  ];
}
