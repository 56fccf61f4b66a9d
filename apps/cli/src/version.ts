/** The version of glovebox; one for all packages. */
export const version: string = '0.1.0'
