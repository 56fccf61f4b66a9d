import type { Wording } from './entry.ts'

/** COLLABORATION_: the collaboration file. */
export type CollaborationCodes = {
  COLLABORATION_SYNTAX: { reason: string }
}

export const collaborationCodes: Wording<CollaborationCodes> = {
  COLLABORATION_SYNTAX: {
    message: ({ reason }) => `the file is not valid YAML: ${reason}`,
    help: () => 'mend the YAML at this place; two spaces indent a level',
  },
}
