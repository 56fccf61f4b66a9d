import type { AnyRoute } from '../contract/route.ts'
import { listKeys, makeKey, revokeKey, rotateKey } from './keys.ts'
import { changePassword, getMe } from './me.ts'
import { finishOidc, startOidc } from './oidc.ts'
import { changeOrganisation, getOrganisation } from './organisation.ts'
import {
  acceptOrganisationInvitation,
  inviteOrganisation,
  listOrganisations,
  makeOrganisation,
} from './organisations.ts'
import {
  addPasskey,
  listPasskeys,
  removePasskey,
  signInWithPasskey,
  startPasskey,
  startPasskeySignIn,
} from './passkeys.ts'
import { getServer } from './server-info.ts'
import { endSession, listSessions, signIn } from './sessions.ts'
import { listSignIns } from './sign-ins.ts'
import { confirmTotp, removeTotp, renewRecoveryCodes, startTotp } from './totp.ts'
import {
  acceptUserInvitation,
  inviteUser,
  listUserInvitations,
  resetUser,
  withdrawUserInvitation,
} from './user-invitations.ts'
import { changeUser, getUser, listUsers, removeUser } from './users.ts'

/** Every route about who someone is. */
export const identityRoutes: readonly AnyRoute[] = [
  getServer,
  signIn,
  startPasskeySignIn,
  signInWithPasskey,
  startOidc,
  finishOidc,
  listSessions,
  endSession,
  getMe,
  changePassword,
  startTotp,
  confirmTotp,
  removeTotp,
  renewRecoveryCodes,
  startPasskey,
  addPasskey,
  listPasskeys,
  removePasskey,
  getOrganisation,
  changeOrganisation,
  listUsers,
  getUser,
  changeUser,
  removeUser,
  inviteUser,
  resetUser,
  listUserInvitations,
  withdrawUserInvitation,
  acceptUserInvitation,
  makeKey,
  listKeys,
  rotateKey,
  revokeKey,
  listSignIns,
  makeOrganisation,
  listOrganisations,
  inviteOrganisation,
  acceptOrganisationInvitation,
]
