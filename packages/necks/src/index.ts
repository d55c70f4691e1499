export * from './csp-pafpn.ts';
export { type FpnOptions, fpn } from './fpn.ts';
export * from './pafpn.ts';
