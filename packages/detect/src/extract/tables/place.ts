import type { Span } from "../../span.ts";

/** A part of a text that has a name: a cell of a table, the value beside a label. */
export interface NamedPlace<Hint extends string> extends Span {
  readonly hint: Hint;
}

/** What readers of tables, statements and forms need. */
export interface Reading<Hint extends string> {
  readonly text: string;
  /** Where words end that names of places have, in order. */
  readonly words: readonly number[];
  /** What a name says. */
  readonly hintOf: (name: string) => Hint | "none";
  /** What the names of a header say together, when that is less than what each does. */
  readonly hintsOf?: (names: readonly string[]) => readonly (Hint | "none")[];
  /** Only cells that a mark divides: none that blanks do, and no line below its name. */
  readonly isMarked?: true;
  readonly tell: (place: NamedPlace<Hint>) => void;
}
