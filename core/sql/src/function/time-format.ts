/** A field of a format of TO_DATE and TO_TIMESTAMP. */
export type TimeField = 'YYYY' | 'MM' | 'DD' | 'HH24' | 'MI' | 'SS' | 'MS' | 'US'

/** A piece of a format: a field of fixed width, or a separator that stands for itself. */
export type TimePiece =
  | { readonly kind: 'field'; readonly field: TimeField; readonly width: number }
  | { readonly kind: 'separator'; readonly text: string }

export type TimeFormat = { readonly canonical: string; readonly pieces: readonly TimePiece[] }

/** How many digits each field has. */
export const fieldWidths: Readonly<Record<TimeField, number>> = {
  YYYY: 4,
  MM: 2,
  DD: 2,
  HH24: 2,
  MI: 2,
  SS: 2,
  MS: 3,
  US: 6,
}

const dateFields: readonly TimeField[] = ['YYYY', 'MM', 'DD']

/** The format that a text stands for; undefined where it is none, or not one of that kind. */
export function readTimeFormat(text: string, kind: 'date' | 'timestamp'): TimeFormat | undefined {
  const pieces: TimePiece[] = []
  let rest = text.toUpperCase()
  while (rest !== '') {
    const field = (Object.keys(fieldWidths) as TimeField[]).find((f) => rest.startsWith(f))
    const separator = /^[-/.,:;_ T]/.exec(rest)?.[0]
    if (field !== undefined) pieces.push({ kind: 'field', field, width: fieldWidths[field] })
    else if (separator !== undefined) pieces.push({ kind: 'separator', text: separator })
    else return undefined
    rest = rest.slice((field ?? separator ?? '').length)
  }
  const fields = pieces.flatMap((piece) => (piece.kind === 'field' ? [piece.field] : []))
  const isOnce = new Set(fields).size === fields.length && !(fields.includes('MS') && fields.includes('US'))
  const hasDate = dateFields.every((f) => fields.includes(f))
  const hasOthers = fields.length > dateFields.length
  if (!isOnce || !hasDate || (kind === 'date' && hasOthers)) return undefined
  return { canonical: pieces.map((piece) => (piece.kind === 'field' ? piece.field : piece.text)).join(''), pieces }
}
