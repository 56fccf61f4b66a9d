import type { CollaborationSettings, NewCollaborationSettings, SettingsEdit } from '@glovebox/api'
import { foldCase, whyNoName } from '@glovebox/cleanroom'

/** Where neither the operator nor the collaboration says so. */
const defaultRetentionDays = 30

/** Settings as they are first given, with what they leave out. */
export function newSettings(
  given: NewCollaborationSettings,
  retentionDays: number = defaultRetentionDays,
): CollaborationSettings {
  const autoApprovedChangeTypes = [...new Set(given.autoApprovedChangeTypes)].sort()
  return { resultRetentionDays: retentionDays, ...given, autoApprovedChangeTypes }
}

/** Settings after an edit of them. */
export function editedSettings(settings: CollaborationSettings, edit: SettingsEdit): CollaborationSettings {
  const { minimumIsolation, purposes, ...rest } = settings
  const isolation = edit.minimumIsolation === undefined ? minimumIsolation : edit.minimumIsolation
  const listed = edit.purposes === undefined ? purposes : edit.purposes
  return {
    ...rest,
    resultRetentionDays: edit.resultRetentionDays ?? rest.resultRetentionDays,
    ...(isolation === undefined || isolation === null ? {} : { minimumIsolation: isolation }),
    ...(listed === undefined || listed === null ? {} : { purposes: listed }),
  }
}

/** Why purposes cannot be listed; undefined where they can. */
export function whyNoPurposes(purposes: readonly string[]): string | undefined {
  if (new Set(purposes.map(foldCase)).size < purposes.length) return 'two purposes have the same name'
  const reason = purposes.map((purpose) => whyNoName('purpose', purpose)).find((why) => why !== undefined)
  return reason === undefined ? undefined : `a purpose cannot be named so: ${reason}`
}

/** The settings that a row holds. */
export function settingsOf(text: string): CollaborationSettings {
  return JSON.parse(text) as CollaborationSettings
}
