import { expect, test } from "vitest";
import { issuePermit, readPermit } from "./permit-token.ts";

const key = Buffer.alloc(32, 1);
const org = "01900000-0000-7000-8000-000000000001";
const permitId = "01900000-0000-7000-8000-000000000002";

test("a permit is valid only with its key and in its organisation", () => {
  const token = issuePermit(key, org, permitId);
  expect(token).toMatch(/^prm_[0-9a-z]{26}\.[A-Za-z0-9_-]{43}$/);
  expect(readPermit(key, org, token)).toBe(permitId);
  expect(readPermit(Buffer.alloc(32, 2), org, token)).toBeNull();
  expect(readPermit(key, permitId, token)).toBeNull();
});

test("a permit with one changed character is refused", () => {
  const token = issuePermit(key, org, permitId);
  for (let i = 0; i < token.length; i++) {
    const garbled = token.slice(0, i) + (token[i] === "a" ? "b" : "a") + token.slice(i + 1);
    expect(readPermit(key, org, garbled), `position ${i}`).toBeNull();
  }
});
