import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { describeModules } from "./describe-modules.ts";
import { parsePolicyYaml } from "./parse-yaml.ts";

const page = (name: string) => readFileSync(new URL(`../../../../../docs/${name}`, import.meta.url), "utf8");
const START = "apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: example }\n";
const examplesIn = (text: string) => [...text.matchAll(/```yaml\n(spec:[\s\S]*?)```/g)].map(([, yaml = ""]) => yaml);

const sections = new Map(
  page("modules.md")
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split("\n")[0] ?? "", section]),
);

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
}

describe.each(describeModules())("docs/modules.md, $name", ({ name, config_schema, reason_codes, denial_reason }) => {
  const section = sections.get(name) ?? "";
  const examples = examplesIn(section);

  it("has an example that is valid and uses every key", () => {
    expect(examples).toHaveLength(1);
    expect(parsePolicyYaml(START + examples[0])).toMatchObject({ ok: true });
    const used = Object.keys((parse(examples[0] ?? "") as { spec: { modules: Record<string, object> } }).spec.modules[name] ?? {});
    const keys = Object.keys((config_schema as Schema).properties ?? {}).filter((key) => key !== "on_error");
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !used.includes(key))).toEqual([]);
  });

  it("lists its reason codes", () => {
    const elsewhere = /^MEMORY_WRITE_(DENIED_|REDACTED)/;
    const codes = [...reason_codes, denial_reason].filter((code) => name === "memory" || !elsewhere.test(code));
    // Advice never denies.
    expect(codes.filter((code) => !section.includes(code) && code !== "CONDITIONS_DENIED")).toEqual([]);
  });
});

it.each(["modules.md", "policy-language.md", "library.md"])("the policies in docs/%s are valid", (name) => {
  for (const yaml of examplesIn(page(name))) expect(parsePolicyYaml(START + yaml)).toMatchObject({ ok: true });
});
