import { Tensor, type TensorContainer } from '@tensorflow/tfjs-core';

/** Every tensor in a tensor, array or plain object, each once. */
export function tensorsIn(container: TensorContainer): Tensor[] {
  const found = new Set<Tensor>();
  const visit = (value: unknown): void => {
    if (value instanceof Tensor) found.add(value);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      Object.values(value).forEach(visit);
    }
  };
  visit(container);
  return [...found];
}
