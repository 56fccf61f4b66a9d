// Control characters, format characters that reorder or hide text, line separators, halves of surrogate pairs.
const unsafe = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu

/**
 * JSON that may stand on a terminal: what JSON leaves raw and a terminal would obey is escaped in JSON's own way, so it
 * means the same.
 */
export function escapeJson(json: string): string {
  return json.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
