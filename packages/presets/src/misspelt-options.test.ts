import { atss, taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import { decoupledHead, taskAlignedHead } from '@tandem-det/heads';
import { describeOnce } from '@tandem-det/kernels/testing';
import { fpn, pafpn } from '@tandem-det/necks';
import { expect, it } from 'vitest';

describeOnce('a misspelt option', () => {
  it.each(Object.entries({ atss, decoupledHead, fpn, pafpn, resnet, taskAligned, taskAlignedHead }))(
    'of %s is refused',
    (name, create: (options: object) => unknown) => {
      expect(() => create({ chanels: 8 })).toThrow(
        `${name}: expected only options that it has, got the unknown option "chanels".`,
      );
    },
  );
});
