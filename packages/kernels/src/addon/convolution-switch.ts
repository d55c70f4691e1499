import { expectThat } from '@tandem-det/base';

const SWITCH = 'TANDEM_CONVOLUTION';

/** Whether all convolutions are left to TensorFlow: `direct`. The default is `winograd`, where that pays. */
export function isConvolutionDirect(): boolean {
  const choice = process.env[SWITCH] ?? 'winograd';
  expectThat(['direct', 'winograd'].includes(choice), SWITCH, 'direct or winograd', choice);
  return choice === 'direct';
}
