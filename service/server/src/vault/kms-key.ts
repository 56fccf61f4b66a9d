import type { KMSClient } from '@aws-sdk/client-kms'
import { type MasterKeySource, masterKeyLength } from './master-key.ts'
import { nextFile } from './next-file.ts'

/** Which key of AWS KMS guards the master key. Credentials are those of the AWS SDK: environment, profile, role. */
export type KmsSettings = { readonly keyId: string; readonly region?: string; readonly endpoint?: string }

/** What KMS is told that a data key is for: it decrypts it for nothing else, and its trail names it. */
const encryptionContext = { 'glovebox:purpose': 'master-key' }

type Kept = { readonly version: 1; readonly keyId: string; readonly ciphertext: string }

/**
 * The master key as a data key of AWS KMS: what lies in the file is encrypted by a key that never leaves KMS, which is
 * asked for it once at each start.
 */
export function kmsKey({ keyId, region, endpoint }: KmsSettings, path: string): MasterKeySource {
  const file = nextFile(path)
  let client: Promise<KMSClient> | undefined
  const kms = (): Promise<KMSClient> => {
    client ??= import('@aws-sdk/client-kms').then(
      (sdk) =>
        new sdk.KMSClient({
          ...(region === undefined ? {} : { region }),
          ...(endpoint === undefined ? {} : { endpoint }),
        }),
    )
    return client
  }
  const decrypted = async (text: string): Promise<Uint8Array> => {
    const { DecryptCommand } = await import('@aws-sdk/client-kms')
    const kept = keptIn(text)
    const asked = new DecryptCommand({
      CiphertextBlob: Buffer.from(kept.ciphertext, 'base64'),
      // The key that encrypted it, which a new setting may not name any more.
      KeyId: kept.keyId,
      EncryptionContext: encryptionContext,
    })
    return ofLength((await answered((await kms()).send(asked))).Plaintext)
  }
  return {
    destroy: file.remove,
    find: async () => {
      const text = file.read()
      return text === undefined ? undefined : decrypted(text)
    },
    prepared: async () => {
      const text = file.readNext()
      return text === undefined ? undefined : { key: await decrypted(text), putInPlace: file.putInPlace }
    },
    prepare: async () => {
      const { GenerateDataKeyCommand } = await import('@aws-sdk/client-kms')
      const asked = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: encryptionContext } as const
      const sent = (await kms()).send(new GenerateDataKeyCommand(asked))
      const { Plaintext, CiphertextBlob, KeyId } = await answered(sent)
      const key = ofLength(Plaintext)
      if (CiphertextBlob === undefined) throw new Error('KMS gave no encrypted key')
      const kept: Kept = {
        version: 1,
        keyId: KeyId ?? keyId,
        ciphertext: Buffer.from(CiphertextBlob).toString('base64'),
      }
      file.writeNext(`${JSON.stringify(kept)}\n`)
      return { key, putInPlace: file.putInPlace }
    },
  }
}

/** KMS did not do what it was asked, in its own word for why. */
export class KmsRefused extends Error {
  readonly reason: string

  constructor(reason: string) {
    super(`AWS KMS: ${reason}`)
    this.reason = reason
  }
}

async function answered<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent
  } catch (error) {
    throw new KmsRefused(error instanceof Error ? error.name : 'Error')
  }
}

function ofLength(key: Uint8Array | undefined): Uint8Array {
  if (key?.length !== masterKeyLength) throw new Error('KMS gave no key of 32 bytes')
  return key
}

function keptIn(text: string): Kept {
  const { version, keyId, ciphertext } = JSON.parse(text) as Partial<Kept>
  if (version !== 1 || typeof keyId !== 'string' || typeof ciphertext !== 'string')
    throw new Error('the encrypted master key has an unknown form')
  return { version, keyId, ciphertext }
}
