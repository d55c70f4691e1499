import type { Figures } from '@tandem-det/training';

/** Figures in percent on one line: `AP 42.5, AP50 59.8, AP75 46.4`. */
export function figuresText(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${(100 * value).toFixed(1)}`)
    .join(', ');
}
