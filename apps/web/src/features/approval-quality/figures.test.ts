import { expect, it } from "vitest";
import { formatPerHour, formatShare, formatTime } from "./figures.ts";

it.each([
  [null, "none"],
  [0, "0 %"],
  [0.001, "1 %"],
  [0.714, "71 %"],
  [0.999, "99 %"],
  [1, "100 %"],
])("formats the share %s as %s", (share, text) => {
  expect(formatShare(share)).toBe(text);
});

it("names missing times, and rounds rates", () => {
  expect(formatTime(null)).toBe("none");
  expect(formatTime(38_000)).toBe("38 s");
  expect(formatPerHour(10 / 3)).toBe("3.3");
});
