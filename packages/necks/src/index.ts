export * from './csp-pafpn.ts';
export { type FpnOptions, fpn, fpnOptions } from './fpn.ts';
export * from './pafpn.ts';
