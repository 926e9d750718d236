import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { caseAnswer, openCases, runCase } from "../cases/run-case.ts";
import type { Submission } from "../model/facts.ts";
import { readPath } from "../model/path.ts";
import { openYaml } from "../policy/document/parse-yaml.ts";
import { parsePolicyYaml } from "../policy/index.ts";
import { adaptPolicy } from "./adapt-policy.ts";
import { ATTACK, documentsOf, findInLibrary, LIBRARY } from "./index.ts";
import { policyFiles } from "./test/read-library-files.ts";

const { policies, packs, starters } = LIBRARY;
const words = /^[A-Z0-9].*[^.]$/;

it("every file is listed, and every name is unique", () => {
  expect(policies.map(({ name }) => name).sort()).toEqual(policyFiles().sort());
  const names = [...policies, ...packs, ...starters].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(findInLibrary("nothing")).toBeNull();
});

function open(yaml: string) {
  const parsed = parsePolicyYaml(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues, null, 2));
  return parsed.policy;
}

function expectCasesToPass(yaml: string): void {
  const policy = open(yaml);
  const bench = openCases(policy, "UTC", ({ publicKey, message, signature }) =>
    verify(null, message, createPublicKey(publicKey), signature),
  );
  for (const one of policy.cases ?? []) {
    const verdict = runCase(bench, { ...one, input: one.input as Submission });
    expect({ name: one.name, answer: caseAnswer(verdict), message: verdict.message }).toMatchObject({ answer: one.expect });
  }
}

describe.each(policies)("$name", ({ name, title, stops, leaves, parameters, yaml }) => {
  const policy = open(yaml);
  const cases = policy.cases ?? [];
  const attacks = cases.filter((one) => one.name.startsWith(ATTACK));

  it("has a description", () => {
    expect(policy.metadata).toMatchObject({ name, description: expect.any(String), owner: expect.any(String) });
    expect(policy.metadata.labels?.risk).toBeDefined();
    for (const text of [title, ...stops, ...leaves, ...parameters.map(({ about }) => about)]) expect(text).toMatch(/^\S.*[^.]$/);
    expect(stops.length * leaves.length * parameters.length).toBeGreaterThan(0);
  });

  it("passes its cases", () => {
    expectCasesToPass(yaml);
  });

  it("has at least four cases, some that pass and two attacks that do not", () => {
    expect(cases.length).toBeGreaterThanOrEqual(4);
    expect(attacks.length).toBeGreaterThanOrEqual(2);
    expect(cases.length - attacks.length).toBeGreaterThanOrEqual(1);
    for (const attack of attacks) expect(attack.expect).not.toBe("ALLOW");
  });

  it("stops its attacks itself: without its rules they would not be stopped", () => {
    const bare = open(yaml);
    const { match, effect } = bare.spec;
    // A policy that denies what it matches has no effect without its condition.
    const spec = effect === "deny" ? { match, effect: "guard" as const } : { match, effect };
    const bench = openCases({ ...bare, spec }, "UTC");
    const order = ["ALLOW", "REDACT", "REQUIRE_APPROVAL", "DENY"];
    for (const one of attacks) {
      const without = caseAnswer(runCase(bench, { ...one, input: one.input as Submission }));
      expect(order.indexOf(without), one.name).toBeLessThan(order.indexOf(one.expect));
    }
  });

  it("names parameters that are in the document", () => {
    const opened = openYaml(yaml);
    for (const { path } of parameters) expect(opened.ok && opened.document.getIn(readPath(path)), path).toBeDefined();
  });
});

describe.each(starters)("the starter $name", (starter) => {
  const documents = documentsOf({ kind: "starter", ...starter });

  it.each(documents.map(({ name, yaml }) => [name, yaml]))("%s passes its cases with its settings", (_, yaml) => {
    expectCasesToPass(yaml);
  });

  it("lists each policy once, with a text of its own", () => {
    expect(new Set(documents.map(({ name }) => name)).size).toBe(documents.length);
    expect(documents.some(({ name, yaml }) => yaml !== policies.find((policy) => policy.name === name)?.yaml)).toBe(true);
  });
});

describe.each(packs)("the pack $name", ({ controls, ...pack }) => {
  it("describes the evidence and the gaps of every control", () => {
    expect(pack.source).toMatch(words);
    expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length);
    for (const { id, policies: named, gives, uncovered } of controls) {
      expect(gives, id).toMatch(/^[A-Z].*\.$/);
      expect(uncovered, id).toMatch(/^[A-Z].*\.$/);
      for (const name of named) expect(findInLibrary(name)?.kind, `${id} ${name}`).toBe("policy");
    }
  });

  it("lists each of its policies once", () => {
    const documents = documentsOf({ kind: "pack", ...pack, controls });
    expect(documents.map(({ name }) => name)).toEqual([...new Set(controls.flatMap((control) => control.policies))].sort());
  });
});

it("the OWASP pack covers all ten categories", () => {
  const ten = Array.from({ length: 10 }, (_, i) => `ASI${String(i + 1).padStart(2, "0")}`);
  expect(packs.find(({ name }) => name.startsWith("owasp"))?.controls.map(({ id }) => id)).toEqual(ten);
});

it("the library has the documented contents", () => {
  expect(LIBRARY.policies.length).toBeGreaterThanOrEqual(18);
  expect([packs.length, starters.length]).toEqual([4, 5]);
});

describe("adapting a document", () => {
  const yaml = "spec:\n  # why\n  require:\n    - { field: a, value: 1 } # one\n    - { field: b, value: [x, y] }\n";

  it("changes only the value", () => {
    const settings = [
      { path: "spec.require[0].value", value: 250 },
      { path: "spec.require[1].value", value: ["z"] },
    ];
    expect(adaptPolicy(yaml, settings)).toBe(yaml.replace("1 }", "250 }").replace("[x, y]", '["z"]'));
  });

  it("refuses a path that does not exist", () => {
    expect(() => adaptPolicy(yaml, [{ path: "spec.limits[0].rate", value: "1/h" }])).toThrow("there is no spec.limits[0].rate");
  });
});
