/** The position of the cursor in a policy: the enclosing keys, and whether a key or a value is being typed. */
export interface Position {
  readonly path: readonly string[];
  /** The key whose value is being typed, or null while a key is being typed. */
  readonly keyOf: string | null;
}

const KEY = /^(\s*(?:- +)*)(?:"([^"]+)"|([\w.-]+))\s*:(?:\s|$)/;

/** Reads the lines up to the cursor; the last one ends at the column. Lists do not count as a level. */
export function positionInYaml(lines: readonly string[]): Position {
  const current = lines.at(-1) ?? "";
  const inFlow = flowPath(current);
  const own = KEY.exec(current);
  const indent = (/^\s*(?:- +)*/.exec(current)?.[0] ?? "").length;
  const above = pathAbove(lines.slice(0, -1), indent);
  if (inFlow) {
    const head = own ? [nameOf(own)] : [];
    return { path: [...above, ...head, ...inFlow.path], keyOf: inFlow.keyOf };
  }
  return { path: above, keyOf: own ? nameOf(own) : null };
}

function nameOf(match: RegExpExecArray): string {
  return match[2] ?? match[3] ?? "";
}

/** Returns the keys that enclose a line with this indentation, outermost first. */
function pathAbove(lines: readonly string[], indent: number): string[] {
  const path: string[] = [];
  let limit = indent;
  for (let i = lines.length - 1; i >= 0 && limit > 0; i--) {
    const match = KEY.exec(lines[i] ?? "");
    const at = match?.[1]?.length ?? Number.POSITIVE_INFINITY;
    if (!match || at >= limit) continue;
    path.unshift(nameOf(match));
    limit = at;
  }
  return path;
}

/** Returns the open keys of a flow mapping such as `{ a: { b: ` on one line. */
function flowPath(line: string): Position | null {
  const open: { key: string | null; isMap: boolean }[] = [];
  let word = "";
  let key: string | null = null;
  for (const char of line) {
    if (char === "{" || char === "[") {
      open.push({ key, isMap: char === "{" });
      [word, key] = ["", null];
    } else if (char === "}" || char === "]") {
      open.pop();
      [word, key] = ["", null];
    } else if (char === ",") [word, key] = ["", null];
    else if (char === ":") [key, word] = [word.trim(), ""];
    else word += char;
  }
  const innermost = open.at(-1);
  if (!innermost) return null;
  const [, ...inner] = open.flatMap((level) => (level.key === null ? [""] : [level.key]));
  return { path: inner.filter((part) => part !== ""), keyOf: innermost.isMap ? key : (innermost.key ?? "") };
}
