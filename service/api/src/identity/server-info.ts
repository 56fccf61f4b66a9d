import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { flag, list, object, oneOf, type Shape, text } from '../contract/shape.ts'

/** What anyone may know of a server before signing in. */
export type ServerInfo = {
  readonly name: string
  readonly version: string
  readonly publicUrl: string
  /** Checks the server's signatures: keep it from the first visit. */
  readonly verifierKey: string
  readonly registration: 'operator' | 'invited'
  readonly signIn: {
    readonly password: boolean
    readonly passkey: boolean
    readonly oidc: readonly { readonly id: string; readonly name: string }[]
  }
  /** False until the first administrator used the link shown at the first start. */
  readonly isSetUp: boolean
}

const serverInfo: Shape<ServerInfo> = object<ServerInfo>(
  {
    name: text({ max: 200 }),
    version: text({ max: 60 }),
    publicUrl: text({ max: 500 }),
    verifierKey: text({ max: 500 }),
    registration: oneOf('operator', 'invited'),
    signIn: object({
      password: flag,
      passkey: flag,
      oidc: list(object({ id: text({ max: 60 }), name: text({ max: 120 }) }), { max: 100 }),
    }),
    isSetUp: flag,
  },
  { name: 'ServerInfo' },
)

/** Says what server this is and how to sign in. */
export const getServer: Route<{ readonly params: Nothing; readonly query: Nothing }, ServerInfo> = {
  id: 'getServer',
  method: 'GET',
  path: '/v1/server',
  tag: 'server',
  summary: 'What server this is, the key of its signatures, and how to sign in',
  access: 'public',
  params: nothing,
  query: nothing,
  answer: { status: 200, shape: serverInfo },
  problems: [],
}
