import { readdirSync, readFileSync } from "node:fs";
import { budgetFor } from "@agentlattice/patterns";
import { randomNumbers } from "@agentlattice/patterns/testing";
import { describe, expect, it } from "vitest";
import { compileMatcher } from "../match/matcher.ts";
import { layersOf } from "../normalize/layers.ts";
import { scanText } from "../secrets/scan-text.ts";
import { expandTemplate } from "../testing/expand-template.ts";
import { SECRET_RULES } from "./secret-rules.ts";

interface RuleCase {
  readonly rule: string;
  /** Each must be found, by this rule or by one that is at least as confident for the same characters. */
  readonly found: readonly string[];
  /** Credentials in each text; 1 by default. */
  readonly hits?: number;
  readonly quiet: readonly string[];
}

const FOLDER = new URL("../../cases/secrets/", import.meta.url);
const cases: readonly RuleCase[] = readdirSync(FOLDER).flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")));
const matcher = compileMatcher(SECRET_RULES);
const SEEDS = [1, 7, 42, 1234, 99_991];
const find = (text: string) =>
  scanText(layersOf(text), "", { matcher }, budgetFor(text.length)).findings.filter(({ confidence }) => confidence >= 0.5);

describe("the rules", () => {
  it("have unique ids and examples", () => {
    const ids = new Set(SECRET_RULES.map(({ id }) => id));
    expect(ids.size).toBe(SECRET_RULES.length);
    const covered = new Set(cases.map(({ rule }) => rule));
    expect([...ids].filter((id) => !covered.has(id))).toEqual([]);
  });

  it.each(cases)("$rule finds its examples and nothing in its counterexamples", ({ found, quiet, hits: count = 1 }) => {
    for (const template of found) {
      for (const seed of SEEDS) {
        const text = expandTemplate(template, randomNumbers(seed));
        expect({ text, hits: find(text).length }).toEqual({ text, hits: count });
      }
    }
    for (const template of quiet) {
      const text = expandTemplate(template, randomNumbers(3));
      expect({ text, hits: find(text).map(({ type }) => type) }).toEqual({ text, hits: [] });
    }
  });
});
