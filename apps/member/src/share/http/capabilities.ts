/** What a client says it understands: the header `delta-sharing-capabilities`. */
export type Capabilities = {
  /** The format of the answer that is chosen; nothing where none of those asked for is spoken here. */
  readonly format: 'parquet' | 'delta' | undefined
  readonly wantsEnd: boolean
}

/** Reads the header. Tables here have no advanced features: who takes Parquet gets it. */
export function readCapabilities(header: string | undefined): Capabilities {
  const said = new Map<string, readonly string[]>()
  for (const part of (header ?? '').toLowerCase().split(';')) {
    const [key, value] = part.split('=')
    if (key !== undefined && value !== undefined)
      said.set(
        key.trim(),
        value.split(',').map((word) => word.trim()),
      )
  }
  const formats = said.get('responseformat') ?? ['parquet']
  return {
    format: formats.includes('parquet') ? 'parquet' : formats.includes('delta') ? 'delta' : undefined,
    wantsEnd: said.get('includeendstreamaction')?.[0] === 'true',
  }
}

/** What is answered to it; nothing to those who sent none. */
export function capabilitiesAnswer(
  header: string | undefined,
  { format, wantsEnd }: Capabilities,
): Readonly<Record<string, string>> {
  if (header === undefined) return {}
  const end = wantsEnd ? ';includeendstreamaction=true' : ''
  return { 'delta-sharing-capabilities': `responseformat=${format}${end}` }
}
