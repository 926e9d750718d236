import junit, { type Builder } from "junit-report-builder";
import type { Findings } from "./findings.ts";

/** Characters that XML 1.0 does not allow, escaped or not. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// The types describe the bundle for bundlers. Node loads the other entry, which exports the builder itself.
const builder = junit as unknown as Builder;

/** Returns JUnit XML with one suite per file and one test per case. An invalid file, or one without cases, is one test. */
export function toJunit({ broken, results }: Findings, show: (file: string) => string): string {
  const report = builder.newBuilder().name("agentlattice policy");
  for (const { file, issues } of broken) {
    const test = report
      .testSuite()
      .name(clean(show(file)))
      .testCase();
    const messages = issues.map(({ path, message }) => `${path ? `${path}: ` : ""}${message}`);
    const lines = issues.map(({ line }, i) => `${line === undefined ? "" : `line ${line}: `}${messages[i]}`);
    test
      .className(clean(show(file)))
      .name("is a policy")
      .file(clean(show(file)));
    test.error(clean(messages[0] ?? "it is no policy"), "not valid", clean(lines.join("\n")));
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
