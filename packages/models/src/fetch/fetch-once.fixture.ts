import { fetchWeights } from './fetch-weights.ts';

/** A process of its own that fetches what its first argument describes and prints the path. */
const { model, options } = JSON.parse(process.argv[2]!) as {
  model: Parameters<typeof fetchWeights>[0];
  options: Parameters<typeof fetchWeights>[1];
};
console.log(await fetchWeights(model, options));
