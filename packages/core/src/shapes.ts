export { checkShape, type Letters } from '@tandem-det/kernels';
