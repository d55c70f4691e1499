import type { Neck } from '@tandem-det/core';
import { type FpnOptions, fpnOptions, pyramidNeck } from './fpn.ts';

/** The options of `pafpn`, their defaults and their checks: those of `fpn`. */
export const pafpnOptions = fpnOptions;

/**
 * Path aggregation pyramid: a feature pyramid, then a second path from its finest level up to the coarsest of the
 * inputs; extra levels are made after it. With one number of channels, so that it serves every head that
 * `fpn` serves; YOLOX's own is `cspPafpn`.
 *
 * Inputs, options and levels are those of `fpn`. Names: its own and `downsample_convs.i.conv`,
 * `pafpn_convs.i.conv`.
 * Source: Liu et al. 2018, PANet; mmdetection's PAFPN.
 */
export function pafpn(options: FpnOptions = {}): Neck {
  return pyramidNeck('pafpn', options, true);
}
