import { expect, test } from "vitest";
import { initials, plural, shortId } from "./text.ts";

test.each([
  ["apr_01h455vb4pex5vsknk084sn02q", "apr_…84sn02q"],
  ["apr_7q2mx4", "apr_7q2mx4"],
])("%s is shown as %s", (id, short) => expect(shortId(id)).toBe(short));

test.each([
  ["refund-desk", "rd"],
  ["Ana Duarte", "AD"],
  ["Ana Maria Duarte", "AD"],
  ["infra", "in"],
  ["Ørsted", "Ør"],
  ["", "?"],
])("the mark of %j is %s", (name, mark) => expect(initials(name)).toBe(mark));

test("formats one and many", () => {
  expect([plural(1, "entry", "entries"), plural(3182, "entry", "entries")]).toEqual(["1 entry", "3,182 entries"]);
});
