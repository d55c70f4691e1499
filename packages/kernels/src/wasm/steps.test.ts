import { it } from 'vitest';
import { compare, describeSimd, random } from './against-host.fixture.ts';

describeSimd('weight updates', () => {
  it.each([true, false])('a step of gradient descent, nesterov %s', (nesterov) => {
    for (const size of [1, 7, 1024, 5001]) {
      const inputs = { weight: random([size]), velocity: random([size]), gradient: random([size]) };
      const attributes = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, nesterov };
      compare('TandemSgdStep', inputs, attributes);
    }
  });

  it('a step of AdamW, and of a moving average', () => {
    for (const size of [1, 7, 1024, 5001]) {
      const means = { mean: random([size]), meanSquare: random([size], 0.01) };
      const inputs = { weight: random([size]), ...means, gradient: random([size]) };
      const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
      compare('TandemAdamwStep', inputs, { kept: 0.99, stepSize: 0.01, correction: 1.5, ...betas });
      compare('TandemAverageStep', { average: random([size]), value: random([size]) }, { decay: 0.9 });
    }
  });
});
