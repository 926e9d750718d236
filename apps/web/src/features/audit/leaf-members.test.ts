import fc from "fast-check";
import { expect, test } from "vitest";
import { leafMembers } from "./leaf-members.ts";

test("splits a leaf into members", () => {
  expect(leafMembers('{"actor":{"id":"a,b","type":"user"},"kind":"x\\",y","seq":1}')).toEqual([
    { key: '{"actor":', rest: '{"id":"a,b","type":"user"},' },
    { key: '"kind":', rest: '"x\\",y",' },
    { key: '"seq":', rest: "1}" },
  ]);
});

test("the joined parts equal the leaf", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      expect(
        leafMembers(text)
          .map(({ key, rest }) => key + rest)
          .join(""),
      ).toBe(text);
    }),
  );
});
