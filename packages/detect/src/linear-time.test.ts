import { readdirSync, readFileSync } from "node:fs";
import { budgetFor } from "@agentlattice/patterns";
import { randomNumbers } from "@agentlattice/patterns/testing";
import { describe, expect, it } from "vitest";
import { CONTENT_RULES, scanContent } from "./content/scan-content.ts";
import { compileMatcher } from "./match/matcher.ts";
import { layersOf } from "./normalize/layers.ts";
import { findPersonalData } from "./pii/find-personal-data.ts";
import { SECRET_RULES } from "./rules/secret-rules.ts";
import { scanText } from "./secrets/scan-text.ts";
import { expandTemplate } from "./testing/expand-template.ts";
import { fill, fillBelow, HOSTILE, HOSTILE_TABLES } from "./testing/hostile-texts.ts";

/** Twenty times what the benchmark allows: it tells a pattern that backtracks from a machine that is busy. */
const BACKTRACKED_MS = 500;
const matcher = compileMatcher(SECRET_RULES);
const scanners = {
  secrets: (text: string) => scanText(layersOf(text), "", { matcher }, budgetFor(text.length)),
  pii: (text: string) =>
    findPersonalData(layersOf(text), "phone", { lookups: 150, regions: ["US"], known: new Map(), hints: new Map(), nationalIds: [] }),
  content: (text: string) => scanContent(layersOf(text)),
};

/** Milliseconds of the processor, the best of several: a busy machine is no slow pattern. */
function fastest(scan: (text: string) => unknown, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4 && best > BACKTRACKED_MS / 2; i++) {
    const start = process.cpuUsage();
    scan(text);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** A pattern without its escapes and classes: what is left of `*` and `+` repeats. */
const bare = (pattern: string) => pattern.replace(/\\./g, "x").replace(/\[[^\]]*\]/g, "x");

interface Examples {
  readonly found: readonly string[];
}
function examples(folder: string): string[] {
  const url = new URL(`../cases/${folder}/`, import.meta.url);
  const cases: Examples[] = readdirSync(url).flatMap((file) => JSON.parse(readFileSync(new URL(file, url), "utf8")));
  return cases.flatMap(({ found }) => found).map((template) => expandTemplate(template, randomNumbers(5)));
}

describe("no text blocks a scanner", () => {
  it.each([...SECRET_RULES, ...CONTENT_RULES].map(({ id, regex }) => ({ id, regex })))("$id repeats nothing without bound", ({ regex }) => {
    expect(bare(regex)).not.toMatch(/[*+]|\{\d+,\}/);
    expect(bare(regex)).not.toMatch(/\{\d+(?:,\d+)?\}\)\{\d+,\d{3,}\}/);
  });

  it.each(Object.entries(scanners))("%s: texts made to be slow", (_, scan) => {
    for (const piece of HOSTILE) {
      const took = fastest(scan, fill(piece));
      expect({ piece, slow: took > BACKTRACKED_MS ? took : false }).toEqual({ piece, slow: false });
    }
  });

  it.each(["", "phone"])("pii: tables and forms made to be slow, in a text called %j", (name) => {
    const scan = (text: string) =>
      findPersonalData(layersOf(text), name, { lookups: 150, regions: ["US"], known: new Map(), hints: new Map(), nationalIds: [] });
    for (const [head, piece] of HOSTILE_TABLES) {
      const took = fastest(scan, fillBelow(head, piece));
      expect({ head, piece, slow: took > BACKTRACKED_MS ? took : false }).toEqual({ head, piece, slow: false });
    }
  });

  it("pii: eight times the table takes about eight times the time", () => {
    const scan = (text: string) =>
      findPersonalData(layersOf(text), "", { lookups: 150, regions: ["US"], known: new Map(), hints: new Map(), nationalIds: [] });
    for (const [head, piece] of HOSTILE_TABLES) {
      const once = fastest(scan, fillBelow(head, piece));
      const eight = fastest(scan, head + fill(piece).repeat(8));
      expect({ head, piece, ratio: eight / Math.max(once, 5) > 40 }).toEqual({ head, piece, ratio: false });
    }
  });

  it("pii: names that are all different", () => {
    const columns = Array.from({ length: 2200 }, (_, i) => `dob${i},x\n`).join("");
    expect(fastest(scanners.pii, columns.slice(0, 20_000))).toBeLessThan(BACKTRACKED_MS);
  });

  it.each([
    { name: "secrets" as const, rules: SECRET_RULES },
    { name: "content" as const, rules: CONTENT_RULES },
  ])(
    "$name: every keyword, and every example cut short, over and over",
    ({ name, rules }) => {
      const keywords = rules.flatMap((rule) =>
        (("prefixes" in rule ? rule.prefixes : undefined) ?? ("names" in rule ? rule.names : undefined) ?? rule.keywords ?? []).map(
          (word) => `${word}=`,
        ),
      );
      for (const piece of [...keywords, ...examples(name).map((text) => `${text.slice(0, -3)}\u0007`)]) {
        const took = fastest(scanners[name], fill(piece));
        expect({ piece, slow: took > BACKTRACKED_MS ? took : false }).toEqual({ piece, slow: false });
      }
    },
    120_000,
  );

  it("twice the text takes about twice the time", () => {
    for (const piece of ["key=", "a-", "password: ", "1 ", "ignore "]) {
      for (const scan of Object.values(scanners)) {
        const once = fastest(scan, fill(piece));
        const eight = fastest(scan, fill(piece).repeat(8));
        expect({ piece, ratio: eight / Math.max(once, 5) > 40 }).toEqual({ piece, ratio: false });
      }
    }
  });
});
