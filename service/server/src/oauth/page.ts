import { createHash } from 'node:crypto'

/** Text that was made safe to stand in a page. */
export type Html = { readonly html: string }

/** Makes text safe to stand in a page; what is safe already stays. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const written = values.map((value) =>
    typeof value === 'string' ? escaped(value) : 'html' in value ? value.html : value.map((one) => one.html).join(''),
  )
  return { html: parts.map((part, index) => `${part}${written[index] ?? ''}`).join('') }
}

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (found) => `&#${found.charCodeAt(0)};`)
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1b1f24;background:#fff}' +
  'label{display:block;margin:.4rem 0}input:not([type=checkbox]){font:inherit;padding:.3rem;width:100%;box-sizing:border-box}' +
  'input[type=number]{width:7rem}button{font:inherit;padding:.5rem 1.2rem;margin:1rem .6rem 0 0}fieldset{border:1px solid #ccc;margin:1rem 0}' +
  '.note{color:#57606a}.wrong{color:#a40e26}'
const styleHash = createHash('sha256').update(style).digest('base64')

/**
 * A page without scripts, that nothing else may frame. Its forms may be sent to this site, and on to where the form leads
 * the browser. It says its origin when it sends a form to this site, so that others cannot do so in its name.
 */
export function pageResponse(
  title: string,
  body: Html,
  { status = 200, formTarget = '' }: { readonly status?: number; readonly formTarget?: string } = {},
): Response {
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${{ html: style }}</style></head><body><h1>${title}</h1>${body}</body></html>`
  return new Response(page.html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${formTarget}; frame-ancestors 'none'; base-uri 'none'`,
      'referrer-policy': 'same-origin',
    },
  })
}
