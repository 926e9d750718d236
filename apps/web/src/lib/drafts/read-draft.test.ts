import { expect, test } from "vitest";
import { readDraft } from "./read-draft.ts";

const empty = { email: "", role: "member", scopes: ["audit:read"] };

test("what was kept is there again", () => {
  const typed = { email: "elif@acme.test", role: "auditor", scopes: [] };
  expect(readDraft(JSON.stringify(typed), empty)).toEqual(typed);
});

test.each([null, "", "{", "7", '"text"', "[]", '{"email":7,"role":null,"scopes":[1],"other":"x"}'])(
  "%j is not trusted: the form is empty",
  (kept) => {
    expect(readDraft(kept, empty)).toEqual(empty);
  },
);

test("a form that has a field more keeps the others", () => {
  expect(readDraft('{"email":"elif@acme.test"}', empty)).toEqual({ ...empty, email: "elif@acme.test" });
});
