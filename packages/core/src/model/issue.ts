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

const MAX_MESSAGE = 500;
const MAX_SEGMENT = 80;

/** One issue, without keys that say nothing. What an author wrote is quoted as far as a person would read it. */
export function issueAt(path: Path, message: string, suggestion?: string): PolicyIssue {
  const at = path.map((segment) => (typeof segment === "string" ? clip(segment, MAX_SEGMENT) : segment));
  return { path: formatPath(at), message: clip(message, MAX_MESSAGE), ...(suggestion === undefined ? {} : { suggestion }) };
}

function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1).toWellFormed()}…` : text;
}
