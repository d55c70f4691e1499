import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../../host/kernel.ts';

export const sigmoidCrossEntropyKernel: HostKernel = {
  name: 'TandemSigmoidCrossEntropy',
  outputs: (inputs) => [float(shapeOf(inputs, 'logits'))],
  run: (inputs, outputs) => {
    const logits = floatsOf(inputs, 'logits');
    const targets = floatsOf(inputs, 'targets');
    const [y] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < logits.length; i++) {
      const x = logits[i]!;
      y[i] = Math.max(x, 0) - x * targets[i]! + Math.log1p(Math.exp(-Math.abs(x)));
    }
  },
};

export const sigmoidCrossEntropyGradientKernel: HostKernel = {
  name: 'TandemSigmoidCrossEntropyGradient',
  outputs: (inputs) => [float(shapeOf(inputs, 'logits'))],
  run: (inputs, outputs) => {
    const logits = floatsOf(inputs, 'logits');
    const targets = floatsOf(inputs, 'targets');
    const dy = floatsOf(inputs, 'dy');
    const [dx] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < logits.length; i++) {
      const x = logits[i]!;
      const target = targets[i]!;
      const exponential = Math.exp(-Math.abs(x));
      const likely = 1 / (1 + exponential);
      const unlikely = exponential * likely;
      dx[i] =
        dy[i]! *
        (x > 0 ? likely * (1 - target) - unlikely * target : unlikely * (1 - target) - likely * target);
    }
  },
};
