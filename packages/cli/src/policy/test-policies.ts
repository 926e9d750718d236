import { caseAnswer, openCases, runCase } from "@agentlattice/core/cases";
import { isTimeZone } from "@agentlattice/core/input";
import type { Io } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { printableJson, shortJson } from "../terminal/printable-json.ts";
import { type Style, styleFor } from "../terminal/style.ts";
import { UsageError } from "../usage-error.ts";
import { verifySignature } from "../verify/node-crypto.ts";
import type { CaseResult, FileResult } from "./findings.ts";
import { isBroken, type PolicyFile, readPolicies } from "./read-policies.ts";
import { type ReportFlags, writeReports } from "./reports.ts";
import { countValid, describeBroken, describeNotes, fileJson } from "./validate-policies.ts";

interface TestFlags extends ReportFlags {
  readonly json?: boolean;
  readonly zone: string;
}

/** Runs the cases in policy files. @returns 0, or 1 when a file is not a policy or a case fails */
export async function performTest(io: Io, paths: readonly string[], { json, zone, ...reports }: TestFlags): Promise<number> {
  assertZone(zone);
  const files = readPolicies(paths);
  const broken = files.filter(isBroken);
  const results = files.flatMap((file) => (isBroken(file) ? [] : [testOne(file, zone)]));
  const failed = results.flatMap(({ cases }) => cases).filter(({ passed }) => !passed).length;
  await writeReports({ broken, results }, reports, io.cwd);
  if (json) {
    const passed = broken.length === 0 && failed === 0;
    io.stdout.write(`${printableJson({ passed, files: [...broken.map(fileJson), ...results.map(resultJson)] })}\n`);
  } else {
    const style = styleFor(io.stdout, io.env);
    for (const line of [
      ...describeBroken(broken, style),
      ...describeNotes(files, style),
      ...results.flatMap((result) => describe(result, style)),
      ...summary(results, failed, broken.length, style),
    ])
      io.stdout.write(`${line}\n`);
  }
  return broken.length === 0 && failed === 0 ? 0 : 1;
}

function testOne(file: PolicyFile, zone: string): FileResult {
  const runner = openCases(file.policy, zone, verifySignature);
  const cases = (file.policy.cases ?? []).map((given): CaseResult => {
    const verdict = runCase(runner, given);
    const actual = caseAnswer(verdict);
    const failed = verdict.conditions_evaluated
      .filter(({ result }) => !result)
      .map(({ field, operator, expected, actual: found }) => ({ field, operator, expected, actual: found }));
    return { name: given.name, passed: actual === given.expect, expected: given.expect, actual, message: verdict.message, failed };
  });
  return { file, cases };
}

function describe({ file, cases }: FileResult, style: Style): string[] {
  const title = `${style.bold(escapeText(file.policy.metadata.name))} ${style.dim(escapeText(file.file))}`;
  if (cases.length === 0) return [`${title}  ${style.dim("no cases")}`];
  return [title, ...cases.flatMap((one) => describeCase(one, style))];
}

function describeCase({ name, passed, expected, actual, message, failed }: CaseResult, style: Style): string[] {
  if (passed) return [`  ${style.green("✓")} ${escapeText(name)} ${style.dim(actual)}`];
  const clauses = failed.map(
    ({ field, operator, expected: wanted, actual: found }) =>
      `      ${escapeText(field)} ${escapeText(operator)} ${shortJson(wanted)}: ${found === null ? "no value was given" : `found ${shortJson(found)}`}`,
  );
  return [
    `  ${style.red("✗")} ${escapeText(name)}: expected ${expected}, got ${style.red(actual)}`,
    `      ${escapeText(message)}`,
    ...clauses,
  ];
}

function summary(results: readonly FileResult[], failed: number, broken: number, style: Style): string[] {
  const total = results.reduce((count, { cases }) => count + cases.length, 0);
  const text = `${total - failed} of ${total} cases passed`;
  if (broken > 0) return [...(total > 0 ? [text] : []), countValid(results.length + broken, broken, style)];
  if (total === 0) return [style.yellow("There are no cases. Add cases to a policy, each with name, input and expect.")];
  return [failed === 0 ? style.green(`✓ ${text}`) : style.red(`✗ ${text}`)];
}

function resultJson({ file, cases }: FileResult): Record<string, unknown> {
  return { ...fileJson(file), cases };
}

function assertZone(zone: string): void {
  if (!isTimeZone(zone)) throw new UsageError(`--zone takes the name of a time zone such as Europe/Berlin, not ${zone}.`);
}
