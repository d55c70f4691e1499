import type { RgbImage } from '../dataset.ts';
import type { Size } from '../images/size.ts';
import { randomOf } from '../random.ts';
import { layOut } from './layout.ts';
import { renderScene } from './render.ts';

/** What is where in the scene with these keys: seed, split, index. */
export function layOutScene(keys: readonly number[], size: Size): ReturnType<typeof layOut> {
  return layOut(size, randomOf(...keys, 1));
}

/** The pixels of the scene with these keys. */
export function renderSceneOf(keys: readonly number[], size: Size): RgbImage {
  return renderScene(size, layOutScene(keys, size), randomOf(...keys, 2));
}
