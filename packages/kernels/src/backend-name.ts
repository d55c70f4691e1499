/** The backends that this package has kernels for. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu' | 'webgpu';
