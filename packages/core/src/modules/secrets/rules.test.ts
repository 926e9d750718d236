import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileMatcher, compileNaiveMatcher } from "./matcher.ts";
import { SECRET_RULES } from "./rules/index.ts";
import { scanText } from "./scan-text.ts";
import { expandTemplate, randomNumbers } from "./test/expand-template.ts";

interface RuleCase {
  readonly rule: string;
  /** Each must be found, by this rule or by one that is as good for the same characters. */
  readonly found: readonly string[];
  /** How many credentials each of them holds; 1 when not given. */
  readonly hits?: number;
  readonly quiet: readonly string[];
}

const FOLDER = new URL("../../../cases/secrets/", import.meta.url);
const cases: readonly RuleCase[] = readdirSync(FOLDER).flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")));
const matcher = compileMatcher(SECRET_RULES);
const naive = compileNaiveMatcher(SECRET_RULES);
const SEEDS = [1, 7, 42, 1234, 99_991];

describe("the rules", () => {
  it("have ids of their own and each has examples", () => {
    expect(new Set(SECRET_RULES.map(({ id }) => id)).size).toBe(SECRET_RULES.length);
    expect(cases.map(({ rule }) => rule).sort()).toEqual(SECRET_RULES.map(({ id }) => id).sort());
    for (const { rule, found, quiet } of cases)
      expect({ rule, found: found.length > 0, quiet: quiet.length > 0 }).toEqual({ rule, found: true, quiet: true });
  });

  it.each(cases)("$rule is found where it stands, and quiet where nothing stands", ({ rule, found, quiet, hits: count = 1 }) => {
    const matched = new Set<string>();
    for (const template of found) {
      for (const seed of SEEDS) {
        const text = expandTemplate(template, randomNumbers(seed));
        const { hits } = scanText(text, { matcher });
        expect({ text, hits: hits.length }).toEqual({ text, hits: count });
        for (const match of matcher.match(text).matches) matched.add(match.rule.id);
      }
    }
    expect([...matched]).toContain(rule);
    for (const template of quiet) {
      const text = expandTemplate(template, randomNumbers(3));
      expect({ text, hits: scanText(text, { matcher }).hits.map((hit) => hit.rule.id) }).toEqual({ text, hits: [] });
    }
  });

  it("find the same when every rule is run over the whole text", () => {
    const text = cases
      .flatMap(({ found, quiet }) => [...found, ...quiet])
      .map((template, i) => expandTemplate(template, randomNumbers(i + 1)))
      .join("\n");
    const order = ({ matches }: ReturnType<typeof matcher.match>) =>
      matches.map(({ rule, start, end }) => `${rule.id} ${start} ${end}`).sort();
    expect(order(matcher.match(text))).toEqual(order(naive.match(text)));
    expect(scanText(text, { matcher })).toEqual(scanText(text, { matcher: naive }));
  });
});
