import { describe, expect, it } from 'vitest';
import { reportPage } from './report-page.ts';

describe('reportPage', () => {
  it('holds everything in one file, with texts escaped', () => {
    const html = reportPage({
      title: 'Four & more',
      blocks: [
        { kind: 'text', paragraphs: ['a < b'] },
        {
          kind: 'table',
          cells: [
            ['detector', 'AP'],
            ['T-Head', '42.5'],
          ],
          caption: 'note',
        },
        {
          kind: 'pictures',
          columns: ['one'],
          rows: [{ caption: 'first "image"', pictures: [Uint8Array.of(1, 2, 3)] }],
        },
      ],
    });
    expect(html).toContain('<title>Four &amp; more</title>');
    expect(html).toContain('<p>a &lt; b</p>');
    expect(html).toContain('<tr><td>T-Head</td><td>42.5</td></tr>');
    expect(html).toContain('<img alt="first &quot;image&quot;" src="data:image/png;base64,AQID">');
    expect(html).not.toMatch(/src="http|<script|<link/);
  });
});
