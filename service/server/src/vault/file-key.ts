import type { Random } from '../state/random-id.ts'
import { type MasterKeySource, masterKeyLength, parseMasterKey } from './master-key.ts'
import { nextFile } from './next-file.ts'

/** The master key of a file that only this account may read; the server's own, or one of the operator's. */
export function fileKey(path: string, random: Random, whose: 'own' | 'operator'): MasterKeySource {
  const file = nextFile(path)
  return {
    ...(whose === 'own' ? { destroy: file.remove } : {}),
    find: async () => {
      const text = file.read()
      return text === undefined ? undefined : parseMasterKey(text)
    },
    prepared: async () => {
      const text = file.readNext()
      return text === undefined ? undefined : { key: parseMasterKey(text), putInPlace: file.putInPlace }
    },
    prepare: async () => {
      const key = random(masterKeyLength)
      file.writeNext(`${Buffer.from(key).toString('base64')}\n`)
      return { key, putInPlace: file.putInPlace }
    },
  }
}
