import { defineConfig } from 'tsup';
import { shared } from '../../tsup.shared.ts';

export default defineConfig(
  shared({
    index: 'src/index.ts',
    'backends/index': 'src/backends/index.ts',
    'testing/index': 'src/testing/index.ts',
    'shape-only/with-shapes-only': 'src/shape-only/with-shapes-only.ts',
    tensorflow: 'src/registry/tensorflow.ts',
    webgpu: 'src/registry/webgpu.ts',
    wasm: 'src/registry/wasm.ts',
    cpu: 'src/registry/cpu.ts',
    'setup/main': 'src/setup/main.ts',
    'setup/webgpu-main': 'src/setup/webgpu-main.ts',
  }),
);
