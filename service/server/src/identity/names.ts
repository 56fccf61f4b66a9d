/** How names of organisations are compared. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** How e-mail addresses are kept and compared. */
export function foldedEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}
