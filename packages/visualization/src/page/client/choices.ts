import { all, byId } from './dom.ts';

/** The button that changes between light and dark. */
export function chooseTheme(): void {
  const theme = byId('theme')!;
  const { dataset } = document.documentElement;
  const isDark = () =>
    getComputedStyle(document.documentElement).colorScheme === 'dark' ||
    (!dataset['theme'] && matchMedia('(prefers-color-scheme: dark)').matches);
  const say = () => {
    theme.textContent = isDark() ? 'Light' : 'Dark';
    theme.setAttribute('aria-pressed', String(isDark()));
  };
  theme.addEventListener('click', () => {
    dataset['theme'] = isDark() ? 'light' : 'dark';
    say();
  });
  say();
}

/** Of the parts about each run, those of the chosen one are shown. */
export function chooseRun(): void {
  const choice = byId<HTMLSelectElement>('run');
  choice?.addEventListener('change', () => {
    for (const part of all('[data-run]')) part.hidden = part.dataset['run'] !== choice.value;
  });
}
