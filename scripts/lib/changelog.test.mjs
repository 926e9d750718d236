import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { changelogWith, readLines } from "./changelog.mjs";
import { inRoot } from "./paths.mjs";

const HEAD = "# Changelog\n\nText.\n\n";
const LINES = [
  { kind: "Fixed", text: "A fault." },
  { kind: "Added", text: "A feature." },
];

describe("changelog", () => {
  it("lists the changesets (npm run changelog writes it)", async () => {
    const changelog = readFileSync(inRoot("CHANGELOG.md"), "utf8");
    const { lines } = await readLines();
    const [, title = ""] = /^## (\S+ \(unreleased\))$/m.exec(changelog) ?? [];
    expect(lines.length === 0 || changelogWith(changelog, title, lines) === changelog).toBe(true);
  });

  it("groups lines by kind and replaces only the unreleased section", () => {
    const section = "## 0.2.0 (unreleased)\n\n### Added\n\n- A feature.\n\n### Fixed\n\n- A fault.\n";
    const released = "## 0.1.0 (2026-11-22)\n\n### Added\n\n- Everything.\n";
    expect(changelogWith(HEAD, "0.2.0 (unreleased)", LINES)).toBe(HEAD + section);
    expect(changelogWith(`${HEAD}${released}`, "0.2.0 (unreleased)", LINES)).toBe(`${HEAD}${section}\n${released}`);
    expect(changelogWith(`${HEAD}## 0.2.0 (unreleased)\n\n- old\n\n${released}`, "0.2.0 (2026-12-01)", LINES)).toBe(
      `${HEAD}${section.replace("unreleased", "2026-12-01")}${released}`,
    );
  });
});
