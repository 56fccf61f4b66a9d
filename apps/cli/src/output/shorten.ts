import { showText } from '@glovebox/diagnostics'

/** A text on one line of at most so many columns, cut with `…` where it is longer. */
export function shorten(text: string, width: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (showText(line).width <= width) return line
  let kept = ''
  for (const character of line) {
    if (showText(kept + character).width > width - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}
