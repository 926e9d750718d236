import { expect, test } from "vitest";
import { toCeremonyError } from "./ceremony-error.ts";

const named = (name: string) => Object.assign(new Error("The operation either timed out or was not allowed."), { name });

test("a cancelled dialog is described, without the browser's text", () => {
  expect(toCeremonyError("sign", named("NotAllowedError")).message).toBe(
    "The passkey did not sign. The browser's dialog was cancelled or timed out, or none of your passkeys is on this device. Try again.",
  );
  expect(toCeremonyError("create", named("NotAllowedError")).message).toBe(
    "The passkey was not created. The browser's dialog was cancelled or timed out. Try again.",
  );
});

test("a passkey that exists already is named", () => {
  expect(toCeremonyError("create", named("InvalidStateError")).message).toContain("has a passkey of yours already");
});

test("an unknown error keeps its cause and names the next step", () => {
  const cause = named("DataError");
  const error = toCeremonyError("sign", cause);
  expect(error.message).toContain("Try again, or use another device.");
  expect(error.cause).toBe(cause);
  expect(toCeremonyError("sign", "text").message).toContain("did not sign");
});
