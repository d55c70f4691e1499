import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { imagesEvent, restartEvent, scalarsEvent, versionEvent } from '../tensorboard/events.ts';
import type { Picture, TrainEvent } from './events.ts';
import { withRoom } from './with-room.ts';

/** The event files of one run, for TensorBoard. */
export interface RunBoard {
  /** Writes the figures of a step or an evaluation; leaves out other events. */
  event(event: TrainEvent): Promise<void>;
  pictures(step: number, pictures: readonly Picture[]): Promise<void>;
}

/** Begins a new event file in the folder; what older ones have from `step` on no longer counts. */
export async function openBoard(folder: string, step: number): Promise<RunBoard> {
  await mkdir(folder, { recursive: true });
  const begun = now();
  const name = `events.out.tfevents.${Math.floor(begun)}.${hostname()}.${process.pid}.${step}`;
  const path = join(folder, name);
  // At once, as lines of the log are.
  const append = (bytes: Uint8Array) => withRoom(path, () => appendFileSync(path, bytes));
  await append(versionEvent(begun));
  await append(restartEvent({ step, seconds: begun }));
  return {
    async event(event) {
      const scalars = scalarsOf(event);
      if (scalars && 'step' in event) {
        await append(scalarsEvent({ step: event.step, seconds: now() }, scalars));
      }
    },
    async pictures(at, pictures) {
      const images = pictures.map(({ name: image, png }) => [`pictures/${image}`, { ...sizeOf(png), png }]);
      await append(imagesEvent({ step: at, seconds: now() }, Object.fromEntries(images)));
    },
  };
}

function scalarsOf(event: TrainEvent): Record<string, number> | undefined {
  if (event.kind === 'evaluation') return prefixed('evaluation', event.figures);
  if (event.kind !== 'step') return undefined;
  return {
    'loss/total': event.loss,
    ...prefixed('loss', event.terms),
    'training/learning rate': event.learningRate,
    'training/gradient norm': event.gradientNorm,
    'training/positives per image': event.positives / event.images,
    'speed/images per second': event.imagesPerSecond,
    'speed/data wait (s)': event.dataWait,
    'memory/process (MB)': event.memory / 2 ** 20,
    'memory/tensors': event.tensors,
  };
}

function prefixed(prefix: string, figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}/${name}`, value]));
}

/** From the header of a PNG. */
function sizeOf(png: Uint8Array): { width: number; height: number } {
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: header.getUint32(16), height: header.getUint32(20) };
}

const now = () => Date.now() / 1000;
