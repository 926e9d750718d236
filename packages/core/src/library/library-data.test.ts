import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readLibraryFiles } from "./test/read-library-files.ts";

it("library.json matches its files (npx vitest run --project unit packages/core/src/library/library-data -u writes it)", async () => {
  await expect(`${JSON.stringify(readLibraryFiles(), null, 2)}\n`).toMatchFileSnapshot("./library.json");
});

it("docs/library.md describes every item", () => {
  const page = readFileSync(new URL("../../../../docs/library.md", import.meta.url), "utf8");
  const { policies, packs, starters } = readLibraryFiles();
  for (const { name, stops, leaves } of policies)
    for (const text of [`\`${name}\``, ...stops, ...leaves]) expect(page.includes(text), `${name}: ${text}`).toBe(true);
  for (const { name, about } of starters) expect(page, name).toContain(about);
  for (const { controls } of packs)
    for (const { id, title, uncovered } of controls) expect(page.includes(`| ${id} ${title} |`) && page.includes(uncovered), id).toBe(true);
});
