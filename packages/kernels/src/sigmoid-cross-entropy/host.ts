import { float, floatOutputs, floatsOf, type HostKernel, shapeOf } from '../host/kernel.ts';
import { sigmoid, softplus } from '../host/sigmoid.ts';

export const sigmoidCrossEntropyKernel: HostKernel = {
  name: 'TandemSigmoidCrossEntropy',
  outputs: (inputs) => [float(shapeOf(inputs, 'logits'))],
  run: (inputs, outputs) => {
    const logits = floatsOf(inputs, 'logits');
    const targets = floatsOf(inputs, 'targets');
    const [y] = floatOutputs(outputs) as [Float32Array];
    for (let i = 0; i < logits.length; i++) {
      const [x, target] = [logits[i]!, targets[i]!];
      y[i] = target * softplus(-x) + (1 - target) * softplus(x);
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
      const [x, target] = [logits[i]!, targets[i]!];
      dx[i] = dy[i]! * (sigmoid(x) * (1 - target) - sigmoid(-x) * target);
    }
  },
};
