/** What every HTML page of ours begins and ends with: one file that may fetch nothing. */
import { elementText, type Html, html } from './escape.ts'
import { PAGE_STYLE } from './style.ts'

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

export type PageShell = {
  readonly title: string
  /** Besides the style that all pages have. */
  readonly style?: string
  readonly body: Html
  /** What those are told for whom no script runs. */
  readonly withoutScript: string
  /** Elements with data and scripts. */
  readonly scripts: Html
}

export function pageShell({ title, style = '', body, withoutScript, scripts }: PageShell): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${elementText(PAGE_STYLE + style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<div class="page">
${body}
</div>
<noscript><p class="page">${withoutScript}</p></noscript>
${scripts}
</body>
</html>
`.text
}
