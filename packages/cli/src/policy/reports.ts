import { lstatSync, writeFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { UsageError } from "../usage-error.ts";
import type { BrokenFile } from "./read-policies.ts";
import type { FileResult } from "./test-policies.ts";

/** What was looked at: files that are no policies, and those that are, with their cases when those were run. */
export interface Findings {
  readonly broken: readonly BrokenFile[];
  readonly results: readonly (Pick<FileResult, "file"> & Partial<FileResult>)[];
}

/** Files to write besides what is printed. */
export interface ReportFlags {
  readonly junit?: string;
  readonly sarif?: string;
}

/** Loaded when asked for: other commands start without them. */
const WRITERS = {
  junit: () => import("./to-junit.ts").then(({ toJunit }) => toJunit),
  sarif: () => import("./to-sarif.ts").then(({ toSarif }) => toSarif),
};

/** Writes the reports that were asked for. Paths in them are relative to the working folder, as CI services want them. @throws UsageError */
export async function writeReports(findings: Findings, flags: ReportFlags, cwd: string): Promise<void> {
  for (const format of ["junit", "sarif"] as const) {
    const path = flags[format];
    if (path === undefined) continue;
    const toText = await WRITERS[format]();
    const text = toText(findings, (file) => relative(cwd, file).split(sep).join("/"));
    writeReport(path, text);
  }
}

function writeReport(path: string, text: string): void {
  try {
    // A pipe or a device is written to as well as a file; a folder is not.
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`${path} is a folder: name the file of the report.`);
    writeFileSync(path, text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(`Cannot write ${path}${code ? ` (${code})` : ""}.`);
  }
}
