const FILE_LINE = /^\*\*\* (?:Add|Update|Delete) File: (.+)$|^\*\*\* Move to: (.+)$/gm;

/** Returns the files that a patch in the format of `apply_patch` names, in their order and each once. */
export function patchPaths(patch: string): string[] {
  return [...new Set([...patch.matchAll(FILE_LINE)].map(([, file, moved]) => (file ?? moved ?? "").trim()))];
}
