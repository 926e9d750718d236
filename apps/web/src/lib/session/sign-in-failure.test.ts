import { expect, test } from "vitest";
import { readFailure, type SignInFailure, writeFailure } from "./sign-in-failure.ts";

test.each<SignInFailure>([
  { kind: "wrong" },
  { kind: "too-many", seconds: 42 },
  { kind: "refused", code: "INVITATION_INVALID" },
  { kind: "unavailable" },
])("$kind survives serialisation through next-auth", (failure) => {
  expect(readFailure(writeFailure(failure))).toEqual(failure);
});

test.each(["", "Configuration", "too-many:soon", "refused:", "refused:<b>", "<script>"])(
  "%j is never reported as a wrong password",
  (text) => {
    expect(["unavailable", "too-many"]).toContain(readFailure(text).kind);
  },
);
