import { expect, test } from "vitest";
import { rankMatch } from "./rank-match.ts";

const HOSTILE = `${"audit ".repeat(400)}overview policies posture`;

test("a page with the exact name ranks before all text written by others", () => {
  for (const search of ["Audit", "audit", " AUDIT "]) {
    const page = rankMatch("Audit", search);
    for (const text of ["audit", "audit audit", HOSTILE, "Ａudit"])
      expect(page, text.slice(0, 20)).toBeGreaterThan(rankMatch("apr_1", search, [text]));
  }
});

test("ranks exact matches, prefixes, word starts, substrings and scattered letters in this order", () => {
  const texts = ["release-bot", "release-bot of acme", "the release-bot", "prerelease-bots", "re, lease - bot"];
  const ranks = texts.map((text) => rankMatch("agt_1", "release-bot", [text]));
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
  expect(new Set(ranks).size).toBe(texts.length);
  expect(ranks.at(-1)).toBeGreaterThan(0);
  expect(rankMatch("agt_1", "release-bot", ["elsewhere"])).toBe(0);
});

test("the console's own name ranks before an equal match in others' text, and behind a better one", () => {
  expect(rankMatch("Policies", "pol")).toBeGreaterThan(rankMatch("agt_1", "pol", ["pol-bot"]));
  expect(rankMatch("Light theme", "theme")).toBeLessThan(rankMatch("agt_1", "theme", ["theme"]));
});

test("the length of a text does not matter", () => {
  expect(rankMatch("x", "merge", ["pr.merge"])).toBe(rankMatch("x", "merge", [`pr.merge ${"acme/web ".repeat(50)}`]));
});

test.each([
  ["relbo", "release-bot", true],
  ["bot release", "release-bot", true],
  ["rls", "release-bot", true],
  ["ob", "release-bot", false],
  ["--", "release-bot", false],
  ["release zebra", "release-bot", false],
  ["пол", "политика", true],
])("%j finds %j: %s", (search, text, found) => expect(rankMatch("agt_1", search, [text]) > 0).toBe(found));

test("an empty search shows everything", () => expect(rankMatch("Audit", "  ")).toBe(1));

test("hostile text does not slow the search down", () => {
  const started = performance.now();
  for (let i = 0; i < 50; i++) rankMatch("x", "a".repeat(500), ["a b ".repeat(10_000)]);
  expect(performance.now() - started).toBeLessThan(20_000);
});
