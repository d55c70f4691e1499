import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import type { RgbImage } from '../dataset.ts';
import { loadSource } from '../image-source.ts';
import type { Sample, Transform } from '../sample.ts';
import { receivedTransform, type SentTransform } from '../transforms/sent-transform.ts';
import { type BatchItem, makeBatch } from './host-batch.ts';
import {
  receivedError,
  type SentImage,
  sentError,
  type WorkerReply,
  type WorkerRequest,
} from './messages.ts';
import { sharedSample } from './sample-cache.ts';

// Images are decoded side by side already, and none of them twice.
sharp.concurrency(1);
sharp.cache(false);

// A thread of workerLoader: one batch at a time, from a request to a reply.
parentPort!.on('message', (request: WorkerRequest) => {
  reply(request).then(
    (answer) => parentPort!.postMessage(answer, buffersOf(answer)),
    (error) => parentPort!.postMessage(sentError(error)),
  );
});

let known: { readonly text: string; readonly transforms: readonly Transform[] } | undefined;

async function transformsOf(sent: readonly SentTransform[]): Promise<readonly Transform[]> {
  const text = JSON.stringify(sent);
  if (known?.text !== text) known = { text, transforms: await Promise.all(sent.map(receivedTransform)) };
  return known.transforms;
}

async function reply({ items, transforms, making }: WorkerRequest): Promise<WorkerReply> {
  const kept: { index: number; sample: Sample }[] = [];
  const wanted = new Set(items.flatMap(({ keep, index }) => (keep ? [index] : [])));
  const received = items.map(
    ({ index, head, image, kept: sample, others }): BatchItem => ({
      index,
      head,
      kept: sample,
      load: () => pixelsOf(image!),
      others: others.map((group) => group.map((each) => ({ head: each.head, load: () => pixelsOf(each) }))),
    }),
  );
  const batch = await makeBatch(received, await transformsOf(transforms), making, (index, sample) => {
    if (wanted.has(index)) kept.push({ index, sample: sharedSample(sample) });
  });
  return { kind: 'batch', batch, kept };
}

async function pixelsOf({ pixels }: SentImage): Promise<RgbImage> {
  if (pixels.kind === 'error') throw receivedError(pixels);
  return pixels.kind === 'loaded' ? pixels.image : loadSource(pixels);
}

function buffersOf(answer: WorkerReply): ArrayBuffer[] {
  if (answer.kind === 'error') return [];
  const { images, boxes, classes, mask, validSizes } = answer.batch;
  return [images, boxes, classes, mask, validSizes].map(({ buffer }) => buffer as ArrayBuffer);
}
