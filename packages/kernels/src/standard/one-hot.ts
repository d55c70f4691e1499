import {
  add,
  cast,
  engine,
  mul,
  OneHot,
  type OneHotAttrs,
  type TensorInfo,
  tidy,
} from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

export const oneHotKernel: KernelReplacement = {
  name: OneHot,
  stock:
    'writes whole numbers of 4 bytes whatever the dtype: wrong for float32, and for bool beyond the result',
  ours: 'int32, then cast',
  compute: (original) => (call) => {
    const { dtype, onValue, offValue } = call.attrs as unknown as OneHotAttrs;
    if (dtype === 'int32') return original(call);
    return tidy(() => {
      const attrs = { ...call.attrs, dtype: 'int32', onValue: 1, offValue: 0 };
      const hot = engine().makeTensorFromTensorInfo(original({ ...call, attrs }) as TensorInfo);
      return cast(add(mul(cast(hot, 'float32'), onValue - offValue), offValue), dtype);
    });
  },
};
