/**
 * The report's look: the reader's fonts, light or dark as the reader's system is. Plots tell things apart by colour (blue and
 * orange of Okabe and Ito's palette, jfly.uni-koeln.de/color, made darker or lighter for contrast), and by dash or shape as well.
 */
const colours = `
:root { color-scheme: light dark; --text: #1c2024; --muted: #5a6067; --line: #d9dde1; --page: #fff; --raised: #f6f7f9; --good: #18794e; --bad: #b4232a;
  --own: #005b9a; --second: #b34700; --third: #5d6d00; --other: #aeb4bb; --phase: #e3eaf2; --other-phase: #f3f4f6; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --text: #edeef0; --muted: #a8aeb5; --line: #363a3f; --page: #16181a; --raised: #1e2124; --good: #4cc38a; --bad: #ff8589;
    --own: #6cb8f0; --second: #f0a35e; --third: #c3cf5a; --other: #5d646b; --phase: #26323e; --other-phase: #1e2226; --warn: #e5b35c; }
}`;

const page = `
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 90rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; box-sizing: border-box; }
h1 { font-size: clamp(1.3rem, 1rem + 1.4vw, 2rem); line-height: 1.25; max-width: 50rem; margin: 0.3rem 0 1rem; text-wrap: pretty; overflow-wrap: anywhere; }
h2 { margin: 3rem 0 0.8rem; padding-top: 0.8rem; border-top: 1px solid var(--line); font-size: 1.35rem; line-height: 1.2; }
h3 { margin: 1.8rem 0 0.5rem; font-size: 1.05rem; line-height: 1.3; }
p, li, dd, figcaption { max-width: 46rem; overflow-wrap: anywhere; }
ul { padding-left: 1.2rem; }
header p { margin: 0; }
.grade-box { background: var(--raised); border-left: 4px solid var(--line); padding: 0.7rem 1rem; max-width: 48rem; }
.grade-box:has(.grade-A) { border-color: var(--good); } .grade-box:has(.grade-B) { border-color: var(--warn); } .grade-box:has(.grade-C) { border-color: var(--bad); }
.grade-box ul { margin: 0.4rem 0 0; columns: 20rem 2; column-gap: 2rem; font-size: 0.9rem; }
.grade-box li { break-inside: avoid; }
.grade { font-size: 1.15em; margin-right: 0.4em; }
.grade-A, .good { color: var(--good); } .grade-B { color: var(--warn); } .grade-C, .bad { color: var(--bad); }
.muted, .note { color: var(--muted); } p.muted, figcaption { color: var(--muted); font-size: 0.9rem; }
.scroll { overflow-x: auto; max-width: 100%; } .scroll:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--own); outline-offset: 2px; }
table { font-size: 0.84rem; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.45rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td.note { text-align: left; }
tbody th { font-weight: 600; position: sticky; left: 0; background: var(--page); }
thead th { font-weight: 600; white-space: normal; vertical-align: bottom; }
td small { display: block; color: var(--muted); }
dt { font-weight: 600; margin-top: 0.6rem; }
dd { margin: 0; }
pre { background: var(--raised); padding: 0.8rem 1rem; overflow-x: auto; font-size: 0.9rem; }
details { margin: 0.8rem 0; } summary { cursor: pointer; color: var(--own); }
`;

const plots = `
figure.plot { margin: 2rem 0; } figure.plot h3, figcaption p { margin: 0; } figure.plot h3 { color: var(--text); }
.keys { list-style: none; padding: 0; margin: 0.5rem 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; font-size: 0.85rem; }
.keys li { display: flex; align-items: center; gap: 0.4rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 0.8rem 1rem; }
.panels svg { width: 100%; max-width: 26rem; height: auto; display: block; font: 11px system-ui, sans-serif; fill: var(--text); }
.panel-title { font-size: 12.5px; font-weight: 600; } .row-name { font-weight: 600; font-size: 11.5px; } .row-value { font-size: 11px; }
.row-name, .row-value { paint-order: stroke; stroke: var(--page); stroke-width: 3px; stroke-linejoin: round; }
.tick, .axis-label, .phase-name { fill: var(--muted); } .axis-label { font-size: 10.5px; } .phase-name { font-size: 9.5px; }
.grid { stroke: var(--line); stroke-width: 1; }
path.own, line.own, path.second, line.second, path.third, line.third, path.reference, line.reference, path.other, line.other { fill: none; stroke-linejoin: round; stroke-linecap: round; }
.own { stroke: var(--own); stroke-width: 2; } .second { stroke: var(--second); stroke-width: 1.6; stroke-dasharray: 5 3; } .third { stroke: var(--third); stroke-width: 1.6; stroke-dasharray: 1.5 3; }
.reference { stroke: var(--text); stroke-width: 1.4; stroke-dasharray: 2 3; } .other { stroke: var(--other); stroke-width: 1; }
.area-own { fill: var(--own); fill-opacity: 0.22; stroke: none; } .area-margin { fill: var(--muted); fill-opacity: 0.28; }
.area-phase { fill: var(--phase); } .area-other-phase { fill: var(--other-phase); }
.interval { stroke: var(--own); stroke-width: 2.5; } .arrow { fill: none; stroke: var(--own); stroke-width: 2.5; }
.point { fill: var(--own); stroke: var(--page); stroke-width: 1; } .point-hollow { fill: var(--page); stroke: var(--own); stroke-width: 2; }
.failure, .failure-line { fill: none; stroke: var(--bad); stroke-width: 1.8; } .failure-label { fill: var(--bad); }
`;

const print = `
@page { size: landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; --text: #000; --muted: #444; --line: #ccc; --page: #fff; --raised: #f4f4f4; --good: #18794e; --bad: #b4232a;
    --own: #005b9a; --second: #b34700; --third: #5d6d00; --other: #aeb4bb; --phase: #e3eaf2; --other-phase: #f3f4f6; --warn: #8a5a00; }
  body { font-size: 10pt; } main { padding: 0; } table { font-size: 7.5pt; } th, td { padding: 0.15rem 0.3rem; }
  tbody th { min-width: 8em; white-space: normal; overflow-wrap: anywhere; } /* a base's name may hold a commit of 40 digits */
  .scroll { overflow: visible; } h2, h3, figcaption, .keys { break-after: avoid; } tr, .panels svg, .grade-box { break-inside: avoid; }
  .panels { grid-template-columns: repeat(3, 1fr); } details:not([open]) { display: none; } pre { white-space: pre-wrap; }
  * { print-color-adjust: exact; }
}
`;

export const styleSheet = `${colours}${page}${plots}${print}`;
