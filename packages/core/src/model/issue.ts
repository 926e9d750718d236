import { formatPath, type Path } from "./path.ts";

/** An error in a document with its path. `line` and `column` count from 1 and exist for YAML only. */
export interface PolicyIssue {
  readonly path: string;
  readonly message: string;
  /** The suggested replacement. */
  readonly suggestion?: string;
  readonly line?: number;
  readonly column?: number;
  /** The suggestion as an edit of the YAML text. */
  readonly fix?: PolicyFix;
}

/** A range of text and its replacement. Lines and columns count from 1; the end is exclusive. */
export interface PolicyFix {
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly text: string;
}

/** Reports an error at a path. The suggestion replaces the value there, or the key when `part` is "key". */
export type Report = (path: Path, message: string, suggestion?: string, part?: "key" | "value") => void;

const MAX_MESSAGE = 500;
const MAX_SEGMENT = 80;

/** Builds an issue without empty members. Quoted input is clipped to a readable length. */
export function issueAt(path: Path, message: string, suggestion?: string): PolicyIssue {
  const at = path.map((segment) => (typeof segment === "string" ? clip(segment, MAX_SEGMENT) : segment));
  return { path: formatPath(at), message: clip(message, MAX_MESSAGE), ...(suggestion === undefined ? {} : { suggestion }) };
}

function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1).toWellFormed()}…` : text;
}
