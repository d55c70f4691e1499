import { sizeOf } from '../host/kernel.ts';
import type { Numbers } from './dispatch.ts';
import type { WgslKernel } from './kernel.ts';
import { logistic, power } from './math.ts';

/**
 * The usual quantities of a loss on logits: p = σ(x), rest = 1 - p without cancellation, and the
 * cross-entropy with target t.
 */
const quantities = `${logistic}${power}
struct Score { p: f32, rest: f32, entropy: f32 }
fn scoreOf(x: f32, t: f32) -> Score {
  let e = exponential(-abs(x));
  let likely = 1.0 / (1.0 + e);
  let unlikely = e * likely;
  return Score(
    select(unlikely, likely, x > 0.0),
    select(likely, unlikely, x > 0.0),
    max(x, 0.0) - x * t + logOfOneMore(e),
  );
}`;

/** A loss per element: `code` defines `fn loss(s: Score, t: f32) -> f32`. */
export function lossKernel<A>(name: string, code: string, floats?: FloatsOf<A>): WgslKernel<A> {
  return perLogit(
    name,
    ['targets'],
    `${code}\nfn value(i: i32, s: Score, t: f32) -> f32 { return loss(s, t); }`,
    floats,
  );
}

/** Its derivative in the logit, times dy: `code` defines `fn slope(s: Score, t: f32) -> f32`. */
export function lossGradientKernel<A>(name: string, code: string, floats?: FloatsOf<A>): WgslKernel<A> {
  const value = 'fn value(i: i32, s: Score, t: f32) -> f32 { return dy[i] * slope(s, t); }';
  return perLogit(name, ['targets', 'dy'], `${code}\n${value}`, floats);
}

type FloatsOf<A> = (attributes: A) => Numbers;

/** A value for each logit: `code` defines `fn value(i: i32, s: Score, t: f32) -> f32`. */
function perLogit<A>(
  name: string,
  others: readonly string[],
  code: string,
  floats: FloatsOf<A> = () => ({}),
): WgslKernel<A> {
  return {
    name,
    run: ({ read, attributes, tensor, each }) => {
      const logits = read('logits');
      const y = tensor(logits.shape);
      each(sizeOf(logits.shape), {
        reads: { logits, ...Object.fromEntries(others.map((input) => [input, read(input)])) },
        writes: { y },
        floats: floats(attributes),
        code: `${quantities}${code}
fn element(i: i32) { y[i] = value(i, scoreOf(logits[i], targets[i]), targets[i]); }`,
      });
      return y;
    },
  };
}
