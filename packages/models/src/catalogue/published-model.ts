import type { ResNetDepth } from '@tandem-det/backbones';
import type { SelectionOptions } from '@tandem-det/detector';
import type { modelSchema } from '@tandem-det/recipes';
import type { z } from 'zod';
import type { InputRecipe } from './input-recipe.ts';

/** A ResNet or ResNeXt, as `resnet` of `@tandem-det/backbones` has it. */
export interface PublishedResNet {
  readonly depth: ResNetDepth;
  /** Groups of the 3 × 3 convolutions, and channels of each; 1 and 64 where absent. */
  readonly groups?: number;
  readonly groupWidth?: number;
}

/** The section `model` of a config: a preset and the options that differ from it, without those of detection. */
export type PublishedArchitecture = z.input<typeof modelSchema>;

/** A file of weights that somebody published. */
export interface PublishedWeights {
  /** Where it is; the first that answers is taken. Empty where it can only be had by hand, from `page`. */
  readonly urls: readonly string[];
  readonly fileName: string;
  /** Bytes; absent where nobody publishes it. */
  readonly size?: number;
  /** All 64 hexadecimal digits, or as many first ones as the publisher puts into the file's name; absent where unknown. */
  readonly sha256?: string;
  /** Where in a PyTorch file the tensors are. */
  readonly stateDict?: string;
  /** Page that says how to get the file, where there is no URL of the file itself. */
  readonly page?: string;
}

interface Published {
  /** As `loadModel` and `--model` take it. */
  readonly name: string;
  /** As its publisher calls it. */
  readonly title: string;
  readonly weights: PublishedWeights;
  /** SPDX identifier of what the weights were released under. */
  readonly license: string;
  /** Where the facts of this entry are published. */
  readonly source: string;
}

/** A detector with its weights. */
export interface PublishedDetector extends Published {
  readonly kind: 'detector';
  readonly model: PublishedArchitecture;
  /** Names of the K classes of the detector. */
  readonly classes: readonly string[];
  /** Names of the classes of the file's last layers, where they are others: the rows of `classes` are taken. */
  readonly fileClasses?: readonly string[];
  readonly input: InputRecipe;
  /** How detections are chosen in the evaluation that gave `published`. */
  readonly detection: SelectionOptions;
  /** COCO AP in percent. */
  readonly published: { readonly ap: number; readonly on: 'COCO val2017' };
}

/** A classifier's layers without the last, to train a detector from. */
export interface PublishedBackbone extends Published {
  readonly kind: 'backbone';
  readonly backbone: PublishedResNet;
  readonly input: Pick<InputRecipe, 'channelOrder' | 'mean' | 'deviation'>;
  /** Accuracy of the first guess in percent. */
  readonly published: { readonly top1: number; readonly on: 'ImageNet-1K' };
}

export type PublishedModel = PublishedDetector | PublishedBackbone;
