/** The world's randomness: that many fresh, independent, uniform bytes. In production the operating system's. */
export type RandomBytes = (count: number) => Uint8Array
