/** What makes a page answer to clicks, as text of a script without dependencies. */
export const SCRIPT = `
'use strict';
const byId = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const theme = byId('theme');
const isDark = () => getComputedStyle(document.documentElement).colorScheme === 'dark' ||
  (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
const sayTheme = () => { theme.textContent = isDark() ? 'Light' : 'Dark'; theme.setAttribute('aria-pressed', String(isDark())); };
theme.addEventListener('click', () => { document.documentElement.dataset.theme = isDark() ? 'light' : 'dark'; sayTheme(); });
sayTheme();

byId('run')?.addEventListener('change', ({ target }) => {
  for (const part of all('[data-run]')) part.hidden = part.dataset.run !== target.value;
});

for (const button of all('.sortable .sort')) {
  button.addEventListener('click', () => {
    const heading = button.closest('th');
    const table = button.closest('table');
    const column = heading.cellIndex;
    const down = heading.getAttribute('aria-sort') !== 'descending';
    for (const other of all('th', table.tHead)) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const value = (row) => row.cells[column].textContent;
    const compare = (a, b) => {
      const [x, y] = [Number.parseFloat(value(a)), Number.parseFloat(value(b))];
      if (Number.isNaN(x) && Number.isNaN(y)) return value(b).localeCompare(value(a));
      return (Number.isNaN(y) ? -Infinity : y) - (Number.isNaN(x) ? -Infinity : x);
    };
    const rows = [...table.tBodies[0].rows].sort(compare);
    table.tBodies[0].append(...(down ? rows : rows.reverse()));
  });
}

const score = byId('score');
score?.addEventListener('input', () => {
  document.querySelector('output[for="score"]').textContent = Number(score.value).toFixed(2);
  for (const box of all('[data-score]')) box.toggleAttribute('hidden', Number(box.dataset.score) < Number(score.value));
});

const enlarged = byId('enlarged');
for (const button of all('.enlarge')) {
  button.addEventListener('click', () => {
    const caption = document.createElement('p');
    caption.textContent = button.nextElementSibling.textContent;
    enlarged.querySelector('div').replaceChildren(button.querySelector('svg').cloneNode(true), caption);
    enlarged.showModal();
  });
}
enlarged?.addEventListener('click', (event) => { if (event.target === enlarged) enlarged.close(); });

const placeData = byId('place-data');
if (placeData) showPlaces(JSON.parse(placeData.textContent));

function showPlaces(images) {
  const [choice, objects, levels, heads] = ['place-image', 'place-objects', 'place-level', 'place-heads'].map(byId);
  let chosen = 0;
  const picture = new Image();
  const fill = () => {
    const image = images[Number(choice.value)];
    for (const button of all('button', objects)) button.remove();
    image.objects.forEach(({ name }, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = (index + 1) + ' ' + name;
      button.addEventListener('click', () => { chosen = index; draw(); });
      objects.append(button);
    });
    const [{ levels: maps }] = image.objects[0].heads;
    const names = maps.map(({ width, height }) => width + ' × ' + height);
    levels.replaceChildren(...['all levels', ...names].map((text, index) => new Option(text, String(index - 1))));
    chosen = 0;
    picture.onload = draw;
    picture.src = image.source;
  };
  const draw = () => {
    const image = images[Number(choice.value)];
    const object = image.objects[chosen];
    all('button', objects).forEach((button, index) => button.setAttribute('aria-pressed', String(index === chosen)));
    heads.replaceChildren(...object.heads.map((head) => headView(image, object, head, Number(levels.value), picture)));
  };
  choice.addEventListener('change', fill);
  levels.addEventListener('change', draw);
  fill();
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function headView(image, object, head, level, picture) {
  const map = (title, values, keep) => {
    const canvas = mapCanvas(image, object, head, level, picture, Uint8Array.from(atob(values), (c) => c.charCodeAt(0)), keep);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', title + ' of ' + head.head + ' for ' + object.name);
    return element('figure', { class: 'map' }, canvas, element('figcaption', {}, title));
  };
  const { classification: sure, localization: fits } = head;
  const apart = Math.hypot(sure.center[0] - fits.center[0], sure.center[1] - fits.center[1]);
  const cell = (text, name = 'dd') => element(name, {}, text);
  const label = (text) => element('dt', { class: 'label' }, text);
  const list = element('dl', {}, label(''), label('score'), label('IoU'),
    cell('✕ highest score', 'dt'), cell(sure.score.toFixed(3)), cell(sure.iou.toFixed(3)),
    cell('◯ best box', 'dt'), cell(fits.score.toFixed(3)), cell(fits.iou.toFixed(3)));
  const lost = fits.iou - sure.iou;
  const words = apart < 0.05 && lost < 0.0005
    ? 'Both tasks choose the same place.'
    : 'The places are ' + apart.toFixed(0) + ' pixels apart; the box that is kept fits ' + lost.toFixed(3) + ' worse than the best.';
  return element('article', { class: 'head' }, element('h3', {}, head.head),
    element('div', { class: 'maps' },
      map('Score for ' + object.name, head.scores, sure), map('IoU of the box predicted there', head.ious, fits),
      element('div', { class: 'verdict' }, list, element('p', {}, words))));
}

function mapCanvas(image, object, head, level, picture, values, keep) {
  const zoom = Math.min(2, Math.max(1, 720 / Math.max(image.width, image.height)) * devicePixelRatio);
  const size = [Math.round(image.width * zoom), Math.round(image.height * zoom)];
  const canvas = element('canvas', { width: size[0], height: size[1] });
  const context = canvas.getContext('2d');
  const grid = heat(head.levels, values, level);
  context.filter = 'grayscale(1)';
  context.drawImage(picture, 0, 0, ...size);
  context.filter = 'none';
  context.imageSmoothingEnabled = true;
  context.drawImage(grid.canvas, grid.left * zoom, grid.top * zoom, grid.canvas.width * grid.step * zoom, grid.canvas.height * grid.step * zoom);
  const unit = Math.max(...size) / 360;
  const stroke = (color, width, path, dashes = []) => {
    context.setLineDash(dashes.map((dash) => dash * unit));
    for (const [ink, extra] of [['rgb(0 0 0 / .7)', 2], [color, 0]]) {
      context.strokeStyle = ink;
      context.lineWidth = (width + extra) * unit;
      context.beginPath();
      path();
      context.stroke();
    }
  };
  const box = ([x1, y1, x2, y2]) => () => context.rect(x1 * zoom, y1 * zoom, (x2 - x1) * zoom, (y2 - y1) * zoom);
  stroke('#ffffff', 1.5, box(object.box), [6, 4]);
  stroke('#35c4ff', 1.8, box(keep.box));
  const { classification, localization } = head;
  const [cx, cy] = classification.center.map((at) => at * zoom);
  const r = 5 * unit;
  stroke('#ffffff', 2, () => { context.moveTo(cx - r, cy - r); context.lineTo(cx + r, cy + r); context.moveTo(cx + r, cy - r); context.lineTo(cx - r, cy + r); });
  const [lx, ly] = localization.center.map((at) => at * zoom);
  stroke('#7dff9b', 2, () => context.arc(lx, ly, 1.5 * r, 0, 2 * Math.PI));
  return canvas;
}

/** A level, or the greatest of all levels at every cell of the finest, as an image of a pixel a cell, with a cell more at each side. */
function heat(levels, values, level) {
  const base = levels[Math.max(0, level)];
  const [columns, rows] = [base.width + 2, base.height + 2];
  const canvas = element('canvas', { width: columns, height: rows });
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(columns, rows);
  let offset = 0;
  const starts = levels.map(({ width, height }) => { const start = offset; offset += width * height; return start; });
  const shown = level < 0 ? levels.map((_, index) => index) : [level];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = base.origin[0] + (column - 1) * base.step;
      const y = base.origin[1] + (row - 1) * base.step;
      let value = 0;
      for (const index of shown) {
        const { width, height, step, origin } = levels[index];
        const i = Math.min(width - 1, Math.max(0, Math.round((x - origin[0]) / step)));
        const j = Math.min(height - 1, Math.max(0, Math.round((y - origin[1]) / step)));
        value = Math.max(value, values[starts[index] + j * width + i]);
      }
      pixels.data.set([...colorOf(value / 255), 90 + 0.55 * value], 4 * (row * columns + column));
    }
  }
  context.putImageData(pixels, 0, 0);
  return { canvas, step: base.step, left: base.origin[0] - 1.5 * base.step, top: base.origin[1] - 1.5 * base.step };
}

function colorOf(value) {
  const stops = [[0, 0, 4], [59, 15, 112], [140, 41, 129], [222, 73, 104], [254, 159, 109], [252, 253, 191]];
  const at = Math.min(4.999, Math.max(0, value * 5));
  const index = Math.floor(at);
  return stops[index].map((from, channel) => Math.round(from + (at - index) * (stops[index + 1][channel] - from)));
}
`;
