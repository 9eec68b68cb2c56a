/** The looks of the report's page: one column, quiet colours, numbers that line up, light, dark and on paper. */
import { DARK, LIGHT, type Palette } from '../charts/palette.ts'

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')
}

export const PAGE_STYLE = `
:root{color-scheme:light dark;${variables(LIGHT)};--page:#f6f7f8;--good:#1d7a46;--attention:#9a5b00;--attention-tint:#fff6e3;--bad:#9c1c31;--bad-tint:#fdeef0}
@media (prefers-color-scheme:dark){:root{${variables(DARK)};--page:#0e1114;--good:#5fc88c;--attention:#f5b93c;--attention-tint:#2a2210;--bad:#ff8092;--bad-tint:#2e161b}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:1rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
.page{max-width:72rem;margin:0 auto;padding:1.5rem clamp(.75rem,3vw,2rem) 4rem}
a{color:var(--first);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--first);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-999rem;top:.5rem;background:var(--background);padding:.5rem 1rem;z-index:1}
.skip:focus{left:.75rem}
.muted{color:var(--muted)}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
h1{font-size:clamp(1.35rem,4.5vw,1.9rem);line-height:1.2;margin:0 0 .25rem;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.2rem;line-height:1.3;margin:0 0 .75rem;letter-spacing:-.005em}
h3{font-size:1rem;margin:0}
p{margin:0 0 .75rem}
header.top{margin-bottom:1.25rem}
.kicker{font-size:.8rem;color:var(--muted);margin:0 0 .4rem}
.verdict{display:flex;gap:.6rem;align-items:baseline;font-size:1.05rem;margin:.6rem 0 0}
.verdict::before{content:"";flex:none;width:.7rem;height:.7rem;border-radius:50%;background:currentColor;transform:translateY(.05rem)}
.verdict span{color:var(--ink)}
.good{color:var(--good)}.attention{color:var(--attention)}.bad{color:var(--bad)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;margin:1rem 0 0;padding:0;font-size:.9rem}
section{background:var(--background);border:1px solid var(--grid);border-radius:10px;padding:clamp(.9rem,2.5vw,1.5rem);margin:0 0 1rem}
.numbers{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.2rem,1fr));gap:1.1rem 1.25rem;margin:0}
.numbers div{min-width:0}
.numbers dt{font-size:.8rem;color:var(--muted)}
.numbers dd{margin:0;font-variant-numeric:tabular-nums}
.numbers .value{font-size:1.5rem;line-height:1.25;font-weight:600;letter-spacing:-.015em;white-space:nowrap}
.numbers .note{font-size:.78rem;color:var(--muted);line-height:1.35}
.numbers .alarming .value{color:var(--attention)}
.warnings{background:var(--attention-tint);border-color:color-mix(in srgb,var(--attention) 35%,transparent)}
.warnings ul{margin:0;padding:0;list-style:none;display:grid;gap:.7rem}
.warnings li{padding-left:1.5rem;position:relative}
.warnings li::before{content:"!";position:absolute;left:.1rem;top:.2em;width:1.05rem;height:1.05rem;border-radius:50%;background:var(--attention);color:var(--background);font:700 .75rem/1.05rem system-ui,sans-serif;text-align:center}
.warnings p{margin:0}
.warnings .advice{color:var(--muted);font-size:.92rem}
figure{margin:0}
figure+figure,.figures+figure,figure+.figures{margin-top:2rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:2rem 1.5rem;margin-top:2rem}
.figures figure{margin:0;min-width:0}
.table-title{margin:2rem 0 .4rem}
.after{font-size:.88rem;margin:.5rem 0 0}
h2+.figures{margin-top:0}
figcaption p{font-size:.88rem;color:var(--muted);margin:.15rem 0 .6rem;max-width:68ch}
.plot{width:100%;min-width:0}
details>summary{cursor:pointer;padding:.3rem 0;color:var(--first);font-size:.88rem;width:fit-content;max-width:100%}
details[open]>summary{margin-bottom:.5rem}
.fold>summary{color:var(--ink);font-size:1rem}
.fold>summary h3{display:inline}
.fold{padding:0}
.scroll{overflow-x:auto;max-width:100%;max-height:32rem;overflow-y:auto}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums;min-width:min(100%,24rem)}
th,td{padding:.32rem .55rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--grid)}
th:first-child,td:first-child{padding-left:0}
th.text,td.text{text-align:left}
thead th{position:sticky;top:0;background:var(--background);color:var(--muted);font-weight:500;vertical-align:bottom}
tbody th{font-weight:500}
tbody tr:last-child>*{border-bottom:0}
th button{all:unset;cursor:pointer}
th button:focus-visible{outline:3px solid var(--first);outline-offset:2px}
th button::after{content:"";display:inline-block;width:.9em;text-align:center}
th[aria-sort=descending] button::after{content:"↓"}
th[aria-sort=ascending] button::after{content:"↑"}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:.1rem 2rem;margin:0 0 1.2rem;font-size:.88rem}
.facts div{display:grid;grid-template-columns:minmax(7rem,2fr) 3fr;gap:.75rem;padding:.28rem 0;border-bottom:1px solid var(--grid)}
.facts dt{color:var(--muted)}
.facts dd{margin:0;font-variant-numeric:tabular-nums}
.cycles{margin:0;padding:0;list-style:none}
.cycles>li{border-top:1px solid var(--grid);padding:.25rem 0}
.cycles>li:first-child{border-top:0}
.cycles summary{color:var(--ink);font-size:.95rem;font-variant-numeric:tabular-nums}
.cycles .route{margin:0 .6rem}
.waterfall{font-size:.82rem;font-variant-numeric:tabular-nums;margin:.25rem 0 .5rem}
.waterfall .span,.ruler{display:grid;grid-template-columns:minmax(9rem,15rem) 1fr;gap:.75rem;align-items:center;padding:.14rem 0}
.waterfall .name{padding-left:calc(var(--depth)*.9rem);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.waterfall .track{position:relative;height:1.35rem;min-width:0}
.waterfall .span .track{background:linear-gradient(90deg,var(--grid) 1px,transparent 1px) 0 0/25% 100%;border-right:1px solid var(--grid)}
.track i{position:absolute;top:.2rem;bottom:.2rem;min-width:3px;background:var(--first);opacity:.45;border-radius:3px}
.failed .track i{background:var(--dead);opacity:.6}
.track b{position:absolute;top:0;line-height:1.35rem;padding:0 .35rem;font-weight:500;white-space:nowrap}
.ruler{color:var(--muted);font-size:.75rem}
.ruler .track span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.ruler .track span:first-child{transform:none}
.ruler .track span:last-child{transform:translateX(-100%)}
.cycles .blame{display:inline-block;margin-left:.6rem}
.trace{font-size:.78rem;margin:0 0 .5rem}
.files{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;list-style:none;margin:0;padding:0}
footer{color:var(--muted);font-size:.8rem}
@media (max-width:34rem){
.waterfall .span,.ruler{grid-template-columns:1fr;gap:0}
.ruler .track span:nth-child(2),.ruler .track span:nth-child(4){display:none}
.numbers{grid-template-columns:repeat(2,minmax(0,1fr))}
.facts div{grid-template-columns:2fr 3fr}
}
@media print{
:root{${variables(LIGHT)};--page:#fff;color-scheme:light}
body{font-size:11px}
.page{max-width:none;padding:0}
nav,.skip,figure details,footer{display:none}
section{border:0;border-top:1px solid var(--grid);border-radius:0;padding:.8rem 0;break-inside:auto}
figure,.numbers div,.cycles>li{break-inside:avoid}
.scroll{max-height:none;overflow:visible}
}
`
