/** Makes what a name stands for once, and forgets what was not used for longest where there is too much. */
export function lastUsed<T>(most: number): (name: string, make: () => T) => T {
  const made = new Map<string, T>()
  return (name, make) => {
    const known = made.get(name)
    const value = known ?? make()
    made.delete(name)
    const [oldest] = made.keys()
    if (made.size >= most && oldest !== undefined) made.delete(oldest)
    made.set(name, value)
    return value
  }
}
