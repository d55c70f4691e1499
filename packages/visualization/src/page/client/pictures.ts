import { all, byId } from './dom.ts';

/** The slider hides the boxes whose score is lower. */
export function hideBelowScore(): void {
  const score = byId<HTMLInputElement>('score');
  score?.addEventListener('input', () => {
    document.querySelector('output[for="score"]')!.textContent = Number(score.value).toFixed(2);
    for (const box of all<SVGElement>('[data-score]')) {
      box.toggleAttribute('hidden', Number(box.dataset['score']) < Number(score.value));
    }
  });
}

/** A click on a picture shows it large, another beside it closes it. */
export function enlargePictures(): void {
  const enlarged = byId<HTMLDialogElement>('enlarged');
  for (const button of all('.enlarge')) {
    button.addEventListener('click', () => {
      const caption = document.createElement('p');
      caption.textContent = button.nextElementSibling!.textContent;
      enlarged!.querySelector('div')!.replaceChildren(button.querySelector('svg')!.cloneNode(true), caption);
      enlarged!.showModal();
    });
  }
  enlarged?.addEventListener('click', (event) => {
    if (event.target === enlarged) enlarged.close();
  });
}
