import { formatPath, type Path } from "./path.ts";

/** What is wrong with a document and where. `line` and `column` count from 1 and are known for YAML only. */
export interface PolicyIssue {
  readonly path: string;
  readonly message: string;
  /** What to write instead. */
  readonly suggestion?: string;
  readonly line?: number;
  readonly column?: number;
  /** The suggestion as an edit of the YAML text: what stands between the two places becomes `text`. */
  readonly fix?: PolicyFix;
}

/** Lines and columns count from 1; the end is the place after the last character that goes. */
export interface PolicyFix {
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly text: string;
}

/** Collects what is wrong at a place. What is suggested replaces the value there, or its key when `part` says so. */
export type Report = (path: Path, message: string, suggestion?: string, part?: "key" | "value") => void;

/** One issue, without keys that say nothing. */
export function issueAt(path: Path, message: string, suggestion?: string): PolicyIssue {
  return { path: formatPath(path), message, ...(suggestion === undefined ? {} : { suggestion }) };
}
