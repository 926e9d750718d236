import { expect, test } from "vitest";
import { formatCsv } from "./csv.ts";

const columns = { name: ({ name }: { name: string | null }) => name, size: ({ name }: { name: string | null }) => name?.length ?? 0 };

test("writes a header and a line for each row", () => {
  expect(formatCsv(columns, [])).toBe("name,size\r\n");
  expect(formatCsv(columns, [{ name: "nightly" }, { name: null }])).toBe("name,size\r\nnightly,7\r\n,0\r\n");
});

test.each([
  ["a,b", '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ["two\r\nlines", '"two\r\nlines"'],
  ["=HYPERLINK(A1)", "'=HYPERLINK(A1)"],
  ["-1+1,2", `"'-1+1,2"`],
  ["@cmd", "'@cmd"],
])("quotes %j and prevents formulas", (name, cell) => {
  expect(formatCsv({ name: columns.name }, [{ name }])).toBe(`name\r\n${cell}\r\n`);
});
