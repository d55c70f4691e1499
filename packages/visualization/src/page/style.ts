/** The style of a page, light and dark. Colours are those of Okabe and Ito, lifted where the ground is dark. */
export const STYLE = `
:root { color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f7f9; --ink: #1b1f24; --faint: #5b6470; --line: #e1e5ea; --accent: #0b66a8;
  --series-1: #0072b2; --series-2: #d55e00; --series-3: #009e73; --series-4: #cc79a7; --series-5: #b58900;
  --series-6: #56b4e9; --series-7: #7a5195; --right: #0072b2; --wrong: #d55e00 }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {
  --ground: #14171b; --raised: #1d2127; --ink: #e8ebef; --faint: #9aa4b0; --line: #2c323a; --accent: #6cb8f0;
  --series-1: #56b4e9; --series-2: #f08a3c; --series-3: #2fc39a; --series-4: #e29bc4; --series-5: #f0e442;
  --series-6: #8fb8ff; --series-7: #b79be0; --right: #3a8fc8; --wrong: #d9722e } }
:root[data-theme="light"] { color-scheme: light }
:root[data-theme="dark"] { color-scheme: dark;
  --ground: #14171b; --raised: #1d2127; --ink: #e8ebef; --faint: #9aa4b0; --line: #2c323a; --accent: #6cb8f0;
  --series-1: #56b4e9; --series-2: #f08a3c; --series-3: #2fc39a; --series-4: #e29bc4; --series-5: #f0e442;
  --series-6: #8fb8ff; --series-7: #b79be0; --right: #3a8fc8; --wrong: #d9722e }
* { box-sizing: border-box }
html { scroll-padding-top: 4rem }
body { margin: 0; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink); background: var(--ground) }
header, main { max-width: 74rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2.5rem; padding-bottom: 1rem }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; margin: 0 0 .5rem }
header p { margin: 0; color: var(--faint) }
h2 { font-size: 1.35rem; letter-spacing: -.01em; margin: 0 0 .35rem }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem }
section { padding: 2.25rem 0; border-bottom: 1px solid var(--line) }
section:last-child { border: 0 }
.about { max-width: 46rem; color: var(--faint); margin: 0 0 1.25rem }
nav { position: sticky; top: 0; z-index: 2; display: flex; gap: 1rem; align-items: center; padding: .6rem max(1.25rem, calc((100vw - 74rem) / 2 + 1.25rem)); background: var(--ground); border-block: 1px solid var(--line); font-size: .875rem }
nav > div { flex: 1; display: flex; gap: 1.1rem; overflow-x: auto; white-space: nowrap }
nav a { color: var(--faint); text-decoration: none; padding: .2rem 0 }
nav a:hover { color: var(--accent) }
.run { white-space: nowrap }
button, select { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; padding: .25rem .6rem; cursor: pointer }
button:hover, select:hover { border-color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; margin: 0 0 1.5rem }
.tiles > div { background: var(--raised); border: 1px solid var(--line); border-radius: .7rem; padding: .9rem 1.1rem }
.tiles dt { color: var(--faint); font-size: .875rem }
.tiles dd { margin: 0; font-size: 2.1rem; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums }
.tiles small { display: block; font-size: .8rem; font-weight: 400; color: var(--faint); line-height: 1.4 }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums }
th, td { padding: .38rem .8rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; white-space: nowrap }
thead th { color: var(--faint); font-size: .85rem; vertical-align: bottom }
th:first-child { text-align: left; padding-left: 0 }
tbody tr:hover > * { background: var(--raised) }
caption { caption-side: bottom; text-align: left; color: var(--faint); font-size: .85rem; padding-top: .5rem }
.sort { background: none; border: 0; padding: 0; color: inherit; font-size: inherit }
.sort:hover { color: var(--accent) }
th[aria-sort="descending"] .sort::after { content: " ↓" }
th[aria-sort="ascending"] .sort::after { content: " ↑" }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.5rem 2.5rem; align-items: start }
.charts { display: flex; flex-wrap: wrap; gap: 1.5rem }
.charts > * { flex: 1 1 24rem; max-width: 36rem }
.chart { display: block; width: 100%; height: auto; font-family: inherit }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.25rem; margin-top: 1rem }
details { margin-top: 1.5rem }
summary { cursor: pointer; color: var(--accent) }
.meanings { font-size: .85rem; margin: 1.25rem 0 0; color: var(--faint) }
.meanings > div { display: flex; gap: .6rem; padding: .12rem 0 }
.meanings dt { flex: 0 0 6.5rem; color: var(--ink) }
.meanings dd { margin: 0 }
.confusion td { min-width: 3.2rem; text-align: center; border: 1px solid var(--ground); background: var(--raised) }
.confusion td.right { background: color-mix(in srgb, var(--right) var(--share), var(--raised)) }
.confusion td.wrong { background: color-mix(in srgb, var(--wrong) var(--share), var(--raised)) }
.confusion thead td { background: none }
.confusion thead th { text-align: center }
.confusion tbody tr:last-child td:last-child { background: none }
.none { color: var(--faint); opacity: .55 }
.controls { display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; align-items: center; margin: 0 0 1rem; font-size: .92rem }
.controls label { display: flex; gap: .5rem; align-items: center }
.controls fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem; align-items: center }
.controls legend { float: left; margin-right: .5rem; padding: 0 }
.controls [aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--ground) }
input[type="range"] { accent-color: var(--accent); width: 11rem }
output { font-variant-numeric: tabular-nums }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; margin: 0; padding: 0; font-size: .85rem }
.legend li::before { content: ""; display: inline-block; width: .8em; height: .8em; border: 2.5px solid var(--kind); border-radius: 2px; margin-right: .4em; vertical-align: -.06em }
.kind-right { --kind: #2f9be6 } .kind-localization { --kind: #f0b000 } .kind-class { --kind: #d77ab5 }
.kind-both { --kind: #9a7be0 } .kind-duplicate { --kind: #19b88a } .kind-background { --kind: #f0641e }
.kind-missed { --kind: #ff2f6d } .kind-truth { --kind: #ffffff }
.legend .kind-missed::before { border-style: dashed }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1.25rem }
figure { margin: 0 }
.enlarge { display: block; width: 100%; padding: 0; border: 0; border-radius: .5rem; overflow: hidden; cursor: zoom-in; background: none }
figure svg, dialog svg { display: block; width: 100%; height: auto; background-size: 100% 100%; image-rendering: auto }
figcaption { font-size: .82rem; color: var(--faint); padding: .35rem .1rem 0 }
figure svg { font-size: var(--letter) } dialog svg { font-size: calc(.6 * var(--letter)) }
svg g[hidden] { display: none }
figure rect, dialog rect { fill: none; stroke: var(--kind); stroke-width: 2; vector-effect: non-scaling-stroke }
figure rect.ground, dialog rect.ground { stroke: #000; stroke-opacity: .55; stroke-width: 4 }
.kind-truth rect, .kind-missed rect { stroke-dasharray: 5 4 }
.kind-truth rect.ground, .kind-missed rect.ground { stroke-dasharray: none; stroke-opacity: .35 }
figure text, dialog text { fill: var(--kind); paint-order: stroke; stroke: #000; stroke-width: .22em; stroke-linejoin: round; font-weight: 600 }
dialog { border: 1px solid var(--line); border-radius: .8rem; background: var(--ground); color: inherit; padding: 1rem; width: min(92vw, 60rem); max-height: 92vh }
dialog::backdrop { background: rgb(0 0 0 / .6) }
dialog form { text-align: right; margin-bottom: .6rem }
dialog div > svg { max-height: 76vh }
#place-heads { display: grid; gap: 1.5rem }
.head { border: 1px solid var(--line); border-radius: .7rem; padding: 1rem 1.1rem; background: var(--raised) }
.head h3 { margin: 0 0 .6rem }
.maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1rem; align-items: start }
.map canvas { display: block; width: 100%; border-radius: .4rem }
.map figcaption { padding-top: .4rem }
.verdict { font-size: .92rem; margin: 0 }
.verdict dl { display: grid; grid-template-columns: auto auto auto; gap: .2rem 1rem; margin: 0 0 .8rem; font-variant-numeric: tabular-nums; justify-content: start }
.verdict dt, .verdict dd { margin: 0 }
.verdict .label { color: var(--faint) }
.scale { display: flex; gap: .5rem; align-items: center; font-size: .82rem; color: var(--faint) }
.scale i { width: 12rem; height: .7rem; border-radius: .35rem; background: linear-gradient(90deg, #000004, #3b0f70, #8c2981, #de4968, #fe9f6d, #fcfdbf) }
section[id="findings"] figure svg { background: var(--raised) }
.finding { padding: .2rem 0 1.2rem }
.finding p { margin: .1rem 0 .5rem; max-width: 46rem }
.finding .examples { font-size: .85rem; color: var(--faint) }
.severity { display: inline-block; font-size: .75rem; font-weight: 600; border: 1px solid currentColor; border-radius: .4rem; padding: 0 .45rem; margin-right: .3rem; vertical-align: .1em }
.error .severity { color: #d12f2f } .warning .severity { color: #b06f00 } .note .severity { color: var(--faint) }
@media print { nav, .controls, dialog { display: none } section { break-inside: avoid } }
`;
