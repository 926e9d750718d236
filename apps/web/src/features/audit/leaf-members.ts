/** A member of the leaf's object: its key with the preceding punctuation, and the text up to the next member. */
export interface LeafMember {
  readonly key: string;
  readonly rest: string;
}

/** Splits a leaf before each member of its outermost object. The parts joined together equal the leaf. */
export function leafMembers(entry: string): LeafMember[] {
  const starts = [0];
  let depth = 0;
  let inText = false;
  for (let i = 0; i < entry.length; i++) {
    const char = entry[i];
    if (inText && char === "\\") i++;
    else if (char === '"') inText = !inText;
    else if (inText) continue;
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    else if (char === "," && depth === 1) starts.push(i + 1);
  }
  return starts.map((from, i) => {
    const text = entry.slice(from, starts[i + 1]);
    const colon = /^\{?"(?:[^"\\]|\\.)*":/.exec(text)?.[0].length ?? 0;
    return { key: text.slice(0, colon), rest: text.slice(colon) };
  });
}
