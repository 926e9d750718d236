import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listBlocks } from "./document-blocks.mjs";
import { BLOCKS } from "./documented-blocks.mjs";
import { inRoot } from "./paths.mjs";

// The README of the SDK has its own test.
const blocks = listBlocks().filter(({ file }) => file !== "packages/sdk/README.md");
/** @param {import("./document-blocks.mjs").DocumentBlock} block */
const coverageOf = ({ file, language, text }) =>
  BLOCKS.find((entry) => entry.file === file && entry.language === language && text.startsWith(entry.starts ?? ""));

describe("code blocks in documents", () => {
  it.each(blocks.map((block) => [`${block.file}:${block.line}`, block]))("%s is executed or validated", (_, block) => {
    const entry = coverageOf(block);
    if (!entry) return expect.fail("Add a line to scripts/lib/documented-blocks.mjs.");
    if ("check" in entry) entry.check(block.text);
    else expect(existsSync(inRoot(entry.by)) && readFileSync(inRoot(entry.by), "utf8")).toContain(entry.contains);
  });

  it("are all that documented-blocks.mjs lists", () => {
    const used = new Set(blocks.map(coverageOf));
    expect(BLOCKS.filter((entry) => !used.has(entry))).toEqual([]);
  });
});
