import { createHash } from 'node:crypto'
import { canonicalJson } from '../log/canonical-json.ts'
import { type PostAnswer, post } from '../webhooks/post.ts'
import { signatureOf, signDelivery } from '../webhooks/sign-delivery.ts'
import type { ActivationWorld } from './activation-world.ts'
import { aboutSecret, type DestinationRow, placeOf } from './destination-row.ts'

/** Large results take their time. */
const timeoutMs = 120_000

/** What a delivery is of, beside its body. */
export type Delivered = {
  /** The same for every attempt. */
  readonly delivery: string
  readonly about: Readonly<Record<string, string>>
  readonly media: string
  readonly body: Uint8Array
}

/** Posts rows to a destination: signed, and with a second signature over all that is said of them. */
export async function postActivation(
  world: Pick<ActivationWorld, 'vaultOf' | 'clock' | 'webhooks'>,
  row: DestinationRow,
  { delivery, about, media, body }: Delivered,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const secret = world.vaultOf(row.collaboration).open(row.secret, aboutSecret(row.id))
  const signed = signDelivery(secret, { id: delivery, at: world.clock(), body })
  const told = {
    ...{ version: 1, delivery, collaboration: row.collaboration, destination: row.id, hash: row.hash },
    ...{ ...about, media, sha256: createHash('sha256').update(body).digest('hex') },
  }
  const activation = Buffer.from(canonicalJson(told)).toString('base64url')
  const timestamp = signed['webhook-timestamp']
  const headers = {
    ...signed,
    'idempotency-key': delivery,
    'glovebox-activation': activation,
    'glovebox-signature': signatureOf(secret, { id: delivery, timestamp, body: activation }),
    'user-agent': 'glovebox-activations',
  }
  const { allowsPrivateAddresses } = world.webhooks
  return post(placeOf(row).url, body, { headers, allowsPrivateAddresses, signal, media, timeoutMs })
}
