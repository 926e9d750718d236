import { lstatSync, writeFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { formatSystemErrorCode } from "../system-error.ts";
import { UsageError } from "../usage-error.ts";
import type { Findings } from "./findings.ts";

/** Report files to write. */
export interface ReportFlags {
  readonly junit?: string;
  readonly sarif?: string;
}

/** Report writers, loaded on demand so that other commands start faster. */
const WRITERS = {
  junit: () => import("./to-junit.ts").then(({ toJunit }) => toJunit),
  sarif: () => import("./to-sarif.ts").then(({ toSarif }) => toSarif),
};

/** Writes the requested reports. Their paths are relative to the working folder, as CI services expect. @throws UsageError */
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
    // The report may go to a pipe or a device, but not to a folder.
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${path} is a folder. Give the name of a file.`);
    writeFileSync(path, text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`Cannot write ${path}${formatSystemErrorCode(error)}.`);
  }
}
