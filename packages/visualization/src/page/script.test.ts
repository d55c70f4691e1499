import { expect, it } from 'vitest';
import { bundleScript } from './bundle-script.ts';
import { SCRIPT } from './script.generated.ts';

it('holds what its sources say: pnpm --filter @tandem-det/visualization generate', async () => {
  expect(SCRIPT).toBe(await bundleScript());
  // it stands within a script element
  expect(SCRIPT).not.toContain('</script');
});
