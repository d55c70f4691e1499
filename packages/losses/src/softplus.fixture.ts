/** ln(1 + eˣ), as the formulas of the tests have it. */
export const softplus = (x: number) => Math.log(1 + Math.exp(x));
