import { describe, expect, it } from "vitest";
import { cut, fit, table, widthOf } from "./columns.ts";

describe("columns", () => {
  it.each([
    ["abc", 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["😀x", 3],
    ["", 0],
  ])("%s takes %i", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it("cuts and pads", () => {
    expect(cut("release-bot", 8)).toBe("release…");
    expect(cut("日本語", 4)).toBe("日…");
    expect(fit("ok", 4)).toBe("ok  ");
    expect(fit("日本", 5)).toBe("日本 ");
  });

  it("aligns columns without trailing spaces", () => {
    expect(
      table([
        ["name", "version"],
        ["a", ""],
        ["日本語", "v2"],
      ]),
    ).toEqual(["name    version", "a", "日本語  v2"]);
    expect(table([])).toEqual([]);
  });
});
