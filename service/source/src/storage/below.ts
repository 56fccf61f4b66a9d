import type { RangedFile, Storage } from '../port/storage.ts'

/** A storage's files below a prefix, whose keys then begin after it. The prefix is empty or ends with a slash. */
export function below(storage: Storage, prefix: string): Storage {
  if (prefix === '') return storage
  return {
    list: async (inner, control) => {
      const listed = await storage.list(`${prefix}${inner}`, control)
      if (!listed.ok) return listed
      return { ok: true, value: listed.value.map((file) => ({ ...file, key: file.key.slice(prefix.length) })) }
    },
    open: async (key, control, listed) => {
      const full = listed === undefined ? undefined : { ...listed, key: `${prefix}${listed.key}` }
      const opened = await storage.open(`${prefix}${key}`, control, full)
      return opened.ok ? { ok: true, value: shortened(opened.value, prefix) } : opened
    },
  }
}

function shortened(file: RangedFile, prefix: string): RangedFile {
  return { ...file, key: file.key.slice(prefix.length) }
}
