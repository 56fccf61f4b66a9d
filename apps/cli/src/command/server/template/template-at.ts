/** `by_city@2`: a template, and which version of it. */
export function templateAt(written: string): { readonly name: string; readonly version?: number } {
  const [, name, version] = /^(.+)@([1-9]\d{0,6})$/.exec(written) ?? []
  return name === undefined ? { name: written } : { name, version: Number(version) }
}
