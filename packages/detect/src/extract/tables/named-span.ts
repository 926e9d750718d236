import type { Span } from "../../span.ts";

/** A part of a text that has a name: a cell of a table, the value beside a label. */
export interface NamedSpan<Hint extends string> extends Span {
  readonly hint: Hint;
}

/** Input of the readers of tables, statements and forms. */
export interface Reading<Hint extends string> {
  readonly text: string;
  /** Ends of the words that names contain, ascending. */
  readonly words: readonly number[];
  /** Returns the meaning of a name. */
  readonly hintOf: (name: string) => Hint | "none";
  /** Returns the meanings of a header's names when they depend on each other. */
  readonly hintsOf?: (names: readonly string[]) => readonly (Hint | "none")[];
  /** Read only cells with a visible delimiter: no columns that blanks align, no lines below a name, no single row between rules. */
  readonly isDelimited?: true;
  readonly report: (span: NamedSpan<Hint>) => void;
}
