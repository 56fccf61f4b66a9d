import type { AnyRoute } from '@glovebox/api'

/** The format to answer in, of those the route knows; nothing where the client takes none of them. */
export function acceptedMedia({ answer }: AnyRoute, accept: string | undefined): string | undefined {
  const offered = [...(answer.shape === undefined ? [] : ['application/json']), ...(answer.media ?? [])]
  const [first = 'application/json'] = offered
  if (accept === undefined || offered.length === 0) return first
  const wanted = accept
    .slice(0, 1000)
    .split(',')
    .map((range, place) => {
      const [media = '', ...parameters] = range.trim().toLowerCase().split(';')
      const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined)
      return { media: media.trim(), quality: quality === undefined ? 1 : Number(quality), place }
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality || a.place - b.place)
  for (const { media } of wanted) {
    const found = offered.find((one) => fits(one.split(';')[0] ?? one, media))
    if (found !== undefined) return found
  }
  // Problems are JSON whatever was asked for.
  return wanted.some(({ media }) => media === 'application/problem+json') ? first : undefined
}

function fits(media: string, range: string): boolean {
  if (range === '*/*' || range === '*') return true
  return range.endsWith('/*') ? media.startsWith(range.slice(0, -1)) : media === range
}
