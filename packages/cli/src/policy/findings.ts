import type { PolicyCase } from "@agentlattice/core/policy";
import type { BrokenFile, PolicyFile } from "./read-policies.ts";

/** The result of one case. */
export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: PolicyCase["expect"];
  readonly actual: PolicyCase["expect"];
  /** The policy's explanation. */
  readonly message: string;
  /** The clauses that failed. */
  readonly failed: readonly { readonly field: string; readonly operator: string; readonly expected: unknown; readonly actual: unknown }[];
}

/** The results of the cases in a file. */
export interface FileResult {
  readonly file: PolicyFile;
  readonly cases: readonly CaseResult[];
}

/** The results to report: invalid files, and valid files with the results of their cases. */
export interface Findings {
  readonly broken: readonly BrokenFile[];
  readonly results: readonly (Pick<FileResult, "file"> & Partial<FileResult>)[];
}
