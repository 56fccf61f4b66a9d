/** Where a table is, as its owner wrote it: its folder, or the metadata file that it is. */
export type IcebergPlace = { readonly location: string; readonly metadata?: string }

/** Reads the place of a table. A metadata file lies in the folder `metadata` of the table's own. */
export function readIcebergPlace(path: string): IcebergPlace {
  const named = /^(.*?)\/?(metadata\/[^/]+[.]metadata[.]json(?:[.]gz)?)$/.exec(path)
  const [, location, metadata] = named ?? []
  return location === undefined || metadata === undefined ? { location: path } : { location, metadata }
}
