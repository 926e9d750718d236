const MAX_WORD = 123;

/**
 * Returns the action type of a tool: `tool.` and the lower-case name, with `_` for every run of characters that action types do not allow
 * and without separators at the ends or side by side. Returns null for a name without letters and digits or longer than 123 characters.
 */
export function toolActionType(name: string): string | null {
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9_.:-]+/g, "_")
    .replace(/[.:-]+(?=[.:-]|$)/g, "")
    .replace(/^[.:-]/, "");
  return /[a-z0-9]/.test(word) && word.length <= MAX_WORD ? `tool.${word}` : null;
}
