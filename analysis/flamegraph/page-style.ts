/** What the flame graph's page adds to the looks of all reports. */
export const GRAPH_STYLE = `
.page{max-width:110rem}
.facts{margin:.6rem 0 0}
[role=tablist]{display:flex;flex-wrap:wrap;gap:.3rem;margin:0 0 .7rem;max-height:7.2rem;overflow-y:auto}
[role=tablist][hidden]{display:none}
.bar button,[role=tab],.legend button,.crumbs button{font:inherit;font-size:.88rem;color:var(--ink);background:var(--page);border:1px solid var(--grid);border-radius:6px;padding:.25rem .6rem;cursor:pointer;min-height:2rem;max-width:100%;overflow:hidden;text-overflow:ellipsis}
.bar button:disabled{color:var(--muted);cursor:default}
[role=tab][aria-selected=true]{background:var(--first);border-color:var(--first);color:var(--background);font-weight:600}
[role=tab] span{opacity:.75;font-variant-numeric:tabular-nums;font-weight:400}
[role=tab].quiet:not([aria-selected=true]){color:var(--muted)}
.bar{display:flex;flex-wrap:wrap;gap:.5rem .9rem;align-items:center;margin:0 0 .6rem;font-size:.88rem}
.bar input[type=search]{font:inherit;color:var(--ink);background:var(--page);border:1px solid var(--left);border-radius:6px;padding:.25rem .6rem;min-height:2rem;width:20rem;min-width:0}
.bar label{display:inline-flex;gap:.35rem;align-items:center;cursor:pointer;white-space:nowrap;max-width:100%}
.bar fieldset{border:0;margin:0;padding:0;display:flex;gap:.8rem}
.bar legend{float:left;color:var(--muted)}
#matched{color:var(--muted);font-variant-numeric:tabular-nums}
.crumbs{display:flex;flex-wrap:wrap;gap:.2rem;list-style:none;margin:0 0 .5rem;padding:0}
.crumbs li{display:flex;align-items:center;max-width:100%;min-width:0}
.crumbs li+li::before{content:"›";color:var(--muted);margin:0 .25rem}
.crumbs li.cut::after{content:"› …";color:var(--muted);margin-left:.45rem}
.crumbs button{border:0;background:none;color:var(--first);padding:.1rem .2rem;min-height:1.5rem;white-space:nowrap;max-width:22rem}
.crumbs .current{color:var(--ink);font-weight:600}
#pane{position:relative;overflow-y:auto;overflow-x:hidden;border-radius:4px;touch-action:pan-y}
#graph{position:sticky;top:0;display:block;width:100%}
#told{font-size:.88rem;min-height:3em;margin:.5rem 0 .8rem;font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;margin:0 0 .7rem;padding:0}
.legend button{display:flex;gap:.4rem;align-items:center}
.legend span{color:var(--muted);font-variant-numeric:tabular-nums}
.legend i{print-color-adjust:exact;-webkit-print-color-adjust:exact;flex:none;width:.9rem;height:.9rem;border-radius:3px}
.legend button[aria-pressed=true]{outline:2px solid var(--first)}
.legend li.key{display:flex;gap:.4rem;align-items:center;font-size:.88rem;margin-right:.8rem}
#tooltip{position:fixed;z-index:2;pointer-events:none;max-width:min(36rem,90vw);background:var(--background);color:var(--ink);border:1px solid var(--left);border-radius:6px;padding:.4rem .6rem;font-size:.82rem;box-shadow:0 2px 10px #0004;font-variant-numeric:tabular-nums}
#tooltip strong{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
#functions tbody button,[data-find]{all:unset;cursor:pointer;color:var(--first);font:.95em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
#functions tbody button:focus-visible,[data-find]:focus-visible{outline:3px solid var(--first);outline-offset:2px}
#functions th.text,#functions td.text,.changes th.text,.changes td.text{white-space:normal;min-width:9rem;max-width:34rem}
.scroll{max-height:none}
.grew{color:var(--bad)}.shrank{color:var(--first)}
.unsure{color:var(--muted)}
@media print{.bar,.crumbs,[role=tablist]{display:none}#told,#told+p{display:none}#pane{overflow:hidden;height:auto}.page{max-width:none}}
`
