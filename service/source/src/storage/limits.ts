/** A table of more files is none that is read here. */
export const mostFiles = 100_000
