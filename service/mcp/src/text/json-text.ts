/**
 * JSON in which nothing is hidden: characters that do not show (bidirectional controls, zero-width ones, tags) are spelled
 * as escapes, so that whoever reads the text sees what a model sees.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(hidden, (found) =>
    [...Array(found.length).keys()].map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  )
}

const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu
