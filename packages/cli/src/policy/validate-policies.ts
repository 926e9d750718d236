import { locatePath, type PolicyIssue, policyNotes } from "@agentlattice/core/policy";
import type { Io } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { printableJson } from "../terminal/printable-json.ts";
import { type Style, styleFor } from "../terminal/style.ts";
import { codeFrame } from "./code-frame.ts";
import { type BrokenFile, isBroken, type PolicyFile, type ReadFile, readPolicies } from "./read-policies.ts";
import { type ReportFlags, writeReports } from "./reports.ts";

interface ValidateFlags extends ReportFlags {
  readonly json?: boolean;
}

/** Checks policy files. @returns 0, or 1 when a file is not a policy */
export async function performValidate(io: Io, paths: readonly string[], { json, ...reports }: ValidateFlags): Promise<number> {
  const files = readPolicies(paths);
  const broken = files.filter(isBroken);
  await writeReports({ broken, results: files.flatMap((file) => (isBroken(file) ? [] : [{ file }])) }, reports, io.cwd);
  if (json) io.stdout.write(`${printableJson({ valid: broken.length === 0, files: files.map(fileJson) })}\n`);
  else {
    const style = styleFor(io.stdout, io.env);
    for (const line of [...describeBroken(broken, style), ...describeNotes(files, style)]) io.stdout.write(`${line}\n`);
    io.stdout.write(`${countValid(files.length, broken.length, style)}\n`);
  }
  return broken.length === 0 ? 0 : 1;
}

/** Describes every issue with its position, the lines around it and a suggestion. */
export function describeBroken(files: readonly BrokenFile[], style: Style): string[] {
  return files.flatMap(({ file, text, issues }) => firstPerLine(issues).flatMap((issue) => describeIssue(file, text, issue, style)));
}

/** Keeps the first syntax error of each line, because one mistake can cause several. */
function firstPerLine(issues: readonly PolicyIssue[]): PolicyIssue[] {
  const lines = new Set<number>();
  return issues.filter(({ path, line }) => {
    if (path !== "" || line === undefined) return true;
    const isFirst = !lines.has(line);
    lines.add(line);
    return isFirst;
  });
}

/** Describes notes about valid policies, one line each. */
export function describeNotes(files: readonly ReadFile[], style: Style): string[] {
  return files.flatMap((file) => {
    if (isBroken(file)) return [];
    return policyNotes(file.policy).map(({ path, message }) => {
      const position = `${file.file}:${locatePath(file.text, path) ?? 1}`;
      return `${style.bold(escapeText(position))} ${style.yellow("note")} ${escapeText(`${path}: ${message}`)}`;
    });
  });
}

/** Returns the JSON object of a file. */
export function fileJson(file: ReadFile): Record<string, unknown> {
  if (isBroken(file)) return { file: file.file, valid: false, issues: file.issues };
  return { file: file.file, valid: true, name: file.policy.metadata.name, hash: file.hash, issues: [], ...notesJson(file) };
}

function notesJson({ policy }: PolicyFile): { notes?: readonly PolicyIssue[] } {
  const notes = policyNotes(policy);
  return notes.length === 0 ? {} : { notes };
}

function describeIssue(file: string, text: string, issue: PolicyIssue, style: Style): string[] {
  const { path, message, suggestion, line, column } = issue;
  const position = [file, ...(line === undefined ? [] : [line, column ?? 1])].join(":");
  const what = path === "" ? message : `${path}: ${message}`;
  return [
    `${style.bold(escapeText(position))} ${style.red("error")} ${escapeText(what)}`,
    ...(line === undefined ? [] : codeFrame(text, line, column ?? 1, style).map((shown) => `  ${shown}`)),
    ...(suggestion === undefined ? [] : [`  ${style.cyan("=")} write ${style.bold(escapeText(suggestion))} instead`]),
    "",
  ];
}

/** Returns the summary line. */
export function countValid(files: number, broken: number, style: Style): string {
  const count = (number: number) => `${number} ${number === 1 ? "policy" : "policies"}`;
  return broken === 0 ? style.green(`✓ ${count(files)} valid`) : style.red(`✗ ${broken} of ${count(files)} not valid`);
}
