import type { Span } from "../../span.ts";

/** Input of the readers of tables, statements and forms. */
export interface Reading {
  readonly text: string;
  /** Ends of the words that names contain, ascending. */
  readonly words: readonly number[];
  /** Returns the meaning of a name; `none` when it has none. */
  readonly hintOf: (name: string) => string;
  /** Returns the meanings of a header's names when they depend on each other. */
  readonly hintsOf?: (names: readonly string[]) => readonly string[];
  /** Read only cells with a visible delimiter: no columns that blanks align, no lines below a name, no single row between rules. */
  readonly isDelimited?: true;
  /** Reports a value and the meaning of its name. A value of the meaning `none` is ignored. */
  readonly report: (value: Span, hint: string) => void;
}
