import { quote, type Wording } from './entry.ts'

/** PRIVACY_: a table asks for differential privacy and the question cannot have it. */
export type PrivacyCodes = {
  PRIVACY_NOT_AVAILABLE: { table: string }
}

export const privacyCodes: Wording<PrivacyCodes> = {
  PRIVACY_NOT_AVAILABLE: {
    message: ({ table }) =>
      `table ${quote(table)} asks for differential privacy, which this version does not offer yet`,
    help: () => 'ask its owner for a rule without `differentialPrivacy`, or query other tables',
  },
}
