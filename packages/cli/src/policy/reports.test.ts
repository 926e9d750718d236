import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLI_VERSION } from "../cli-version.ts";
import { UsageError } from "../usage-error.ts";
import { performTest } from "./test-policies.ts";
import { performValidate } from "./validate-policies.ts";

const CASES = (expect: string) => `cases:
  - name: a <small> & "quiet" change
    input: { action_type: pr.merge, metadata: { lines: 5 } }
    expect: ALLOW
  - name: a large change
    input: { action_type: pr.merge, metadata: { lines: 500 } }
    expect: ${expect}
`;
const policy = (name: string, rest = "") => `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: ${name} }
spec:
  match: { actions: ["pr.merge"] }
  require:
    - { field: lines, operator: lt, value: 100 }
  effect: allow
${rest}`;

interface SarifRow {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [
    { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number } } },
  ];
}

let cwd: string;
const write = (name: string, text: string) => writeFileSync(join(cwd, "policies", name), text);
const silent = { write: () => true };
const io = () => ({ stdout: silent, stderr: silent, env: {}, cwd });
const test = (flags: object) => performTest(io(), [join(cwd, "policies")], { zone: "UTC", ...flags });
const report = (name: string) => readFileSync(join(cwd, name), "utf8");

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "al-reports-"));
  mkdirSync(join(cwd, "policies"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

describe("JUnit", () => {
  it("has a suite per policy, a test per case, and an error per invalid file", async () => {
    write("a.yaml", policy("a", CASES("REQUIRE_APPROVAL")));
    write("b.yaml", policy("b").replace("effect: allow", "effect: alow"));
    write("c.yaml", policy("c"));
    expect(await test({ junit: join(cwd, "cases.xml") })).toBe(1);
    const xml = report("cases.xml");
    expect(xml).toContain('<testsuites name="agentlattice policy" tests="4" failures="1" errors="1"');
    expect(xml).toContain('name="a &lt;small> &amp; &quot;quiet&quot; change" file="policies/a.yaml"/>');
    expect(xml).toMatch(/name="a large change" file="policies\/a\.yaml">\s*<failure message="expected REQUIRE_APPROVAL, got DENY: /);
    expect(xml).toContain('<system-out><![CDATA[{"field":"lines","operator":"lt","expected":100,"actual":500}]]></system-out>');
    expect(xml).toMatch(
      /<error message="spec\.effect: must be allow, approve, deny, guard" type="not valid"><!\[CDATA\[line 8: spec\.effect: must be/,
    );
  });

  it("is valid XML for any content", async () => {
    write("a.yaml", policy("a", CASES("DENY").replace("a large change", '"]]> \\u0001 \\uffff"')));
    write("b.yaml", policy("b").replace("effect:", '"]]>": 1\n  effect:'));
    await test({ junit: join(cwd, "cases.xml") });
    const xml = report("cases.xml");
    expect(xml).toContain('name="]]> \ufffd \ufffd"');
    expect(xml).not.toMatch(/[\u0000-\u0008\uffff]/);
    // Two sections of characters, so that neither holds the end of one.
    expect(xml).toMatch(/<!\[CDATA\[[^<]*\]\]\]\]><!\[CDATA\[>[^<]*\]\]>/);
  });
});

describe("SARIF", () => {
  it("has positions of errors and failed cases, and a note for missing cases", async () => {
    write("a.yaml", policy("a", CASES("REQUIRE_APPROVAL")));
    write("b c.yaml", policy("b").replace("effect: allow", "effect: alow"));
    write("d.yaml", policy("d"));
    expect(await test({ sarif: join(cwd, "policies.sarif") })).toBe(1);
    const { version, runs } = JSON.parse(report("policies.sarif"));
    expect(version).toBe("2.1.0");
    expect(runs[0].tool.driver).toMatchObject({ name: "agentlattice policy", version: CLI_VERSION });
    const rows = (runs[0].results as SarifRow[]).map(({ ruleId, level, message, locations: [location] }) => [
      ruleId,
      level,
      location.physicalLocation.artifactLocation.uri,
      location.physicalLocation.region.startLine,
      message.text,
    ]);
    expect(rows).toEqual([
      ["policy-invalid", "error", "policies/b%20c.yaml", 8, expect.stringContaining("Write allow instead.")],
      ["case-failed", "error", "policies/a.yaml", 13, expect.stringContaining("a large change: expected REQUIRE_APPROVAL, got DENY.")],
      ["no-cases", "note", "policies/d.yaml", 1, "d has no cases."],
    ]);
  });

  it("encodes file names as URIs, with absolute URIs for files outside of the folder", async () => {
    write("50% #1?.yaml", policy("d"));
    const uriFrom = async (folder: string) => {
      await performTest({ ...io(), cwd: folder }, [join(cwd, "policies")], { zone: "UTC", sarif: join(cwd, "policies.sarif") });
      return (JSON.parse(report("policies.sarif")).runs[0].results as SarifRow[])[0]?.locations[0].physicalLocation.artifactLocation;
    };
    expect(await uriFrom(cwd)).toMatchObject({ uri: "policies/50%25%20%231%3F.yaml", uriBaseId: "%SRCROOT%" });
    const outside = await uriFrom(join(cwd, "elsewhere"));
    expect(outside).toMatchObject({ uri: pathToFileURL(join(cwd, "policies", "50% #1?.yaml")).href });
    expect(outside).not.toHaveProperty("uriBaseId");
    const listed = JSON.parse(report("policies.sarif")).runs[0].artifacts;
    expect(listed).toMatchObject([{ location: { uri: outside?.uri } }]);
    expect(listed[0].location).not.toHaveProperty("uriBaseId");
    await uriFrom(cwd);
    const { artifacts } = JSON.parse(report("policies.sarif")).runs[0];
    expect(artifacts).toMatchObject([{ location: { uri: "policies/50%25%20%231%3F.yaml", uriBaseId: "%SRCROOT%" } }]);
  });

  it("is empty when there is no problem", async () => {
    write("a.yaml", policy("a", CASES("DENY")));
    expect(await test({ sarif: join(cwd, "policies.sarif"), junit: join(cwd, "cases.xml") })).toBe(0);
    expect(JSON.parse(report("policies.sarif")).runs[0].results).toEqual([]);
    expect(report("cases.xml")).toContain('tests="2" failures="0" errors="0"');
  });

  it("is written by validate too, without notes about cases", async () => {
    write("a.yaml", policy("a"));
    expect(await performValidate(io(), [join(cwd, "policies")], { sarif: join(cwd, "v.sarif") })).toBe(0);
    expect(JSON.parse(report("v.sarif")).runs[0].results).toEqual([]);
  });
});

it("reports an unwritable file", async () => {
  write("a.yaml", policy("a"));
  await expect(test({ junit: cwd })).rejects.toThrow(UsageError);
  await expect(test({ sarif: join(cwd, "nowhere/x.sarif") })).rejects.toThrow("ENOENT");
});

it("has the version of its package", () => {
  expect(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version).toBe(CLI_VERSION);
});
