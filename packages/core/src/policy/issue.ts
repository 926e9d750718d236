import { formatPath, type Path } from "./path.ts";

/** What is wrong with a document and where. `line` and `column` count from 1 and are known for YAML only. */
export interface PolicyIssue {
  readonly path: string;
  readonly message: string;
  /** What to write instead. */
  readonly suggestion?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Collects what is wrong at a place. */
export type Report = (path: Path, message: string, suggestion?: string) => void;

/** One issue, without keys that say nothing. */
export function issueAt(path: Path, message: string, suggestion?: string): PolicyIssue {
  return { path: formatPath(path), message, ...(suggestion === undefined ? {} : { suggestion }) };
}
