const MAX_WORD = 123;

/**
 * Returns the action type of a tool: `tool.` and its name in lower case, with `_` for every run of characters that an action type
 * cannot hold, and without separators at the ends or beside each other. Returns `null` for a name without a letter or a digit, and
 * for one that is longer than 123 characters.
 */
export function toolActionType(name: string): string | null {
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9_.:-]+/g, "_")
    .replace(/[.:-]+(?=[.:-]|$)/g, "")
    .replace(/^[.:-]/, "");
  return /[a-z0-9]/.test(word) && word.length <= MAX_WORD ? `tool.${word}` : null;
}
