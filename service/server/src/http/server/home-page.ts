import { createHash } from 'node:crypto'

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem }
  h1 { font-weight: 600; letter-spacing: -0.01em }
  code { background: color-mix(in srgb, currentColor 10%, transparent); padding: 0.15em 0.4em; border-radius: 0.3em }
  p.note { opacity: 0.7 }
`

/** What the page may load: nothing but its own style. */
export const homePolicy: string = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

/** The page at `/`: what this is, and how to go on from a terminal. */
export function homePage(name: string, version: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Glovebox · ${escaped(name)}</title><style>${style}</style></head>
<body>
<h1>Glovebox</h1>
<p>This is the clean room server <code>${escaped(name)}</code>: organisations analyse their data together, and nobody sees anybody’s rows.</p>
<p>From a terminal: <code>glovebox login --server URL</code>. Programs: <a href="/openapi.json">the API</a>.</p>
<p class="note">Version ${escaped(version)}</p>
</body>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
