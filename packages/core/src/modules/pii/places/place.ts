import type { Span } from "../../../text/base64.ts";
import type { Hint } from "../types.ts";

/** A part of a text that has a name: a cell of a table, the value beside a label. */
export interface NamedPlace extends Span {
  readonly hint: Hint;
}

/** What readers of tables, statements and forms need. */
export interface Reading {
  readonly text: string;
  /** Where words end that names of places have, in order. */
  readonly words: readonly number[];
  /** What a name says. */
  readonly hintOf: (name: string) => Hint;
  readonly tell: (place: NamedPlace) => void;
}
