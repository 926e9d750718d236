import { expect, test } from "vitest";
import { readDraft } from "./read-draft.ts";

const empty = { email: "", role: "member", scopes: ["audit:read"] };

test("reads a stored form", () => {
  const typed = { email: "elif@acme.test", role: "auditor", scopes: [] };
  expect(readDraft(JSON.stringify(typed), empty)).toEqual(typed);
});

test.each([null, "", "{", "7", '"text"', "[]", '{"email":7,"role":null,"scopes":[1],"other":"x"}'])(
  "%j is malformed: the form is empty",
  (kept) => {
    expect(readDraft(kept, empty)).toEqual(empty);
  },
);

test("a form with a new field keeps the stored fields", () => {
  expect(readDraft('{"email":"elif@acme.test"}', empty)).toEqual({ ...empty, email: "elif@acme.test" });
});
