export * from './csp-pafpn.ts';
export * from './fpn.ts';
