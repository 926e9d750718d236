import junit, { type Builder } from "junit-report-builder";
import type { Findings } from "./reports.ts";

/** What XML 1.0 cannot hold, escaped or not. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// Its types describe the bundle for bundlers; Node loads the other, whose export is the builder itself.
const builder = junit as unknown as Builder;

/** JUnit XML: one suite per file, one test per case; a file without cases, or that is no policy, is one test. */
export function toJunit({ broken, results }: Findings, show: (file: string) => string): string {
  const report = builder.newBuilder().name("agentlattice policy");
  for (const { file, issues } of broken) {
    const test = report
      .testSuite()
      .name(clean(show(file)))
      .testCase();
    const told = issues.map(({ path, message }) => `${path ? `${path}: ` : ""}${message}`);
    const lines = issues.map(({ line }, i) => `${line === undefined ? "" : `line ${line}: `}${told[i]}`);
    test
      .className(clean(show(file)))
      .name("is a policy")
      .file(clean(show(file)));
    test.error(clean(told[0] ?? "it is no policy"), "not valid", clean(lines.join("\n")));
  }
  for (const { file, cases = [] } of results) {
    const suite = report.testSuite().name(clean(file.policy.metadata.name));
    const add = (name: string) =>
      suite
        .testCase()
        .className(clean(file.policy.metadata.name))
        .name(clean(name))
        .file(clean(show(file.file)));
    if (cases.length === 0) add("is a policy");
    for (const { name, passed, expected, actual, message, failed } of cases) {
      const test = add(name);
      if (passed) continue;
      test.failure(clean(`expected ${expected}, got ${actual}: ${message}`), "case failed");
      if (failed.length > 0) test.standardOutput(clean(failed.map((clause) => JSON.stringify(clause)).join("\n")));
    }
  }
  return `${report.build()}\n`;
}

function clean(text: string): string {
  return text.replace(NOT_XML, "\ufffd");
}
