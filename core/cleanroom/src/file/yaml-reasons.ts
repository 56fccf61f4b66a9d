import type { ErrorCode } from 'yaml'

/** What each mistake that the YAML library reports means to whoever wrote the file. */
export const yamlReasons: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias stands alone',
  BAD_ALIAS: 'this alias names nothing',
  BAD_COLLECTION_TYPE: 'this is not the collection that was announced',
  BAD_DIRECTIVE: 'this directive is not known',
  BAD_DQ_ESCAPE: 'double quotes know no such escape: use single quotes, or write the backslash twice',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_PROP_ORDER: 'the parts of this value are out of order',
  BAD_SCALAR_START: 'a text that starts with this character needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second `key:` on one line: put a text that contains a colon in quotes',
  BLOCK_IN_FLOW: 'an indented block cannot stand inside braces or brackets',
  DUPLICATE_KEY: 'this key is there already',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'this key is too long',
  MISSING_CHAR: 'a character is missing: a closing quote, brace or bracket, a comma, or the space after a colon',
  MULTILINE_IMPLICIT_KEY: 'a key ends with a colon on its own line',
  MULTIPLE_ANCHORS: 'one value, two anchors',
  MULTIPLE_DOCS: 'a second document starts here',
  MULTIPLE_TAGS: 'one value, two tags',
  NON_STRING_KEY: 'a key is a text',
  RESOURCE_EXHAUSTION: 'this is nested too deeply',
  TAB_AS_INDENT: 'a tab cannot indent: use spaces',
  TAG_RESOLVE_FAILED: 'this tag is not known',
  UNEXPECTED_TOKEN: 'nothing may stand here: a colon, a quote or an indentation before it may be wrong',
}
