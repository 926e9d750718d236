import type { PolicyIssue } from "@agentlattice/contract";
import { type Extension, type Range, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

/** Sets the issues of the current text. */
export const showIssues = StateEffect.define<readonly PolicyIssue[]>();

const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    for (const effect of transaction.effects) if (effect.is(showIssues)) return decorate(effect.value, transaction.state.doc);
    return decorations.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Shows each issue: underlines the word, highlights its line, and adds a line below it with the message and the fix. */
export const issues: Extension = shown;

function decorate(found: readonly PolicyIssue[], doc: Text): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  const washed = new Set<number>();
  for (const issue of found) {
    const line = doc.line(Math.min(Math.max(1, issue.line ?? 1), doc.lines));
    if (!washed.has(line.number)) ranges.push(Decoration.line({ class: "cm-wrongLine" }).range(line.from));
    washed.add(line.number);
    const [from, to] = rangeOf(issue, doc);
    if (to > from) ranges.push(Decoration.mark({ class: "cm-wrong" }).range(from, to));
    ranges.push(Decoration.widget({ widget: new IssueLine(issue), block: true, side: 1 }).range(line.to));
  }
  return Decoration.set(ranges, true);
}

/** Returns the range that the fix replaces, or the rest of the line from the issue's column. */
function rangeOf({ line, column, fix }: PolicyIssue, doc: Text): [number, number] {
  if (fix) return [offsetOf(doc, fix.line, fix.column), offsetOf(doc, fix.end_line, fix.end_column)];
  if (line === undefined || column === undefined || line > doc.lines) return [0, 0];
  const { to, text } = doc.line(line);
  return [offsetOf(doc, line, column), to - (text.length - text.trimEnd().length)];
}

/** Converts a line and column, both counted from 1, to an offset. */
function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(line, doc.lines));
  return Math.min(from + column - 1, to);
}

class IssueLine extends WidgetType {
  readonly #issue: PolicyIssue;

  constructor(issue: PolicyIssue) {
    super();
    this.#issue = issue;
  }

  override eq(other: IssueLine): boolean {
    return JSON.stringify(other.#issue) === JSON.stringify(this.#issue);
  }

  override toDOM(view: EditorView): HTMLElement {
    // The spacing is padding of the row, because the editor does not measure margins.
    const row = document.createElement("div");
    row.className = "cm-issueRow";
    const box = document.createElement("div");
    box.className = "cm-issue";
    box.append(this.#issue.message);
    row.append(box);
    const { fix } = this.#issue;
    if (!fix || view.state.readOnly) return row;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Replace";
    button.title = `Replace with ${fix.text}`;
    button.addEventListener("click", () => applyFix(view, fix));
    box.append(" ", button);
    return row;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function applyFix(view: EditorView, fix: NonNullable<PolicyIssue["fix"]>): void {
  const { doc } = view.state;
  const from = offsetOf(doc, fix.line, fix.column);
  view.dispatch({
    changes: { from, to: offsetOf(doc, fix.end_line, fix.end_column), insert: fix.text },
    selection: { anchor: from + fix.text.length },
    effects: showIssues.of([]),
  });
  view.focus();
}
