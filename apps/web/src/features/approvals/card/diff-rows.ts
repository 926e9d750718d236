import { diffArrays } from "diff";

export interface DiffRow {
  readonly sign: "+" | "-" | " ";
  readonly text: string;
  /** Line number before the change, or null for an added line. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Visible lines, or unchanged lines that are folded. A change is never inside a fold. */
export type DiffPart =
  | { readonly kind: "rows"; readonly rows: readonly DiffRow[] }
  | { readonly kind: "fold"; readonly rows: readonly DiffRow[] };

export interface Diff {
  readonly parts: readonly DiffPart[];
  readonly added: number;
  readonly removed: number;
}

/** Number of lines up to which nothing is folded. Longer texts keep CONTEXT_LINES unchanged lines next to each change. */
const FOLD_THRESHOLD = 40;
const CONTEXT_LINES = 3;

export function diffTexts(before: string, after: string): Diff {
  const rows = diffRows(before, after);
  const count = (sign: DiffRow["sign"]) => rows.filter((row) => row.sign === sign).length;
  return { parts: rows.length <= FOLD_THRESHOLD ? [{ kind: "rows", rows }] : fold(rows), added: count("+"), removed: count("-") };
}

function diffRows(before: string, after: string): DiffRow[] {
  // A trailing newline is ignored if both texts have one. If only one has it, it is shown as a line.
  const ended = before.endsWith("\n") && after.endsWith("\n");
  const linesOf = (text: string) => (text === "" ? [] : (ended ? text.slice(0, -1) : text).split("\n"));
  const rows: DiffRow[] = [];
  let [b, a] = [1, 1];
  for (const change of diffArrays(linesOf(before), linesOf(after))) {
    const sign = change.added ? "+" : change.removed ? "-" : " ";
    for (const text of change.value) rows.push({ sign, text, before: sign === "+" ? null : b++, after: sign === "-" ? null : a++ });
  }
  return rows;
}

function fold(rows: readonly DiffRow[]): DiffPart[] {
  const near = rows.map((_, i) => rows.slice(Math.max(0, i - CONTEXT_LINES), i + CONTEXT_LINES + 1).some(({ sign }) => sign !== " "));
  const parts: { kind: "rows" | "fold"; rows: DiffRow[] }[] = [];
  rows.forEach((row, i) => {
    const kind = near[i] ? "rows" : "fold";
    const last = parts.at(-1);
    if (last?.kind === kind) last.rows.push(row);
    else parts.push({ kind, rows: [row] });
  });
  return parts;
}

export interface DiffPair {
  readonly left: DiffRow | null;
  readonly right: DiffRow | null;
}

/** Pairs the rows for two columns. A removed line and its replacement share a row. */
export function pairRows(rows: readonly DiffRow[]): DiffPair[] {
  const pairs: { left: DiffRow | null; right: DiffRow | null }[] = [];
  let open = 0; // Index of the first removed line without a counterpart.
  for (const row of rows) {
    if (row.sign === " ") {
      pairs.push({ left: row, right: row });
      open = pairs.length;
    } else if (row.sign === "-") pairs.push({ left: row, right: null });
    else {
      const beside = pairs[open];
      if (beside) beside.right = row;
      else pairs.push({ left: null, right: row });
      open += 1;
    }
  }
  return pairs;
}
