import { expect, test } from "vitest";
import { isApiKey, mintApiKey } from "./api-key.ts";

test("a key contains its kind and a checksum", () => {
  expect(mintApiKey("prod")).toMatch(/^al_live_[0-9A-Za-z]{38}$/);
  expect(mintApiKey("dev")).toMatch(/^al_test_[0-9A-Za-z]{38}$/);
  for (let i = 0; i < 200; i++) expect(isApiKey(mintApiKey("prod"))).toBe(true);
});

test("a key with one wrong character is refused", () => {
  const key = mintApiKey("prod");
  for (let i = 0; i < key.length; i++) {
    const garbled = key.slice(0, i) + (key[i] === "A" ? "B" : "A") + key.slice(i + 1);
    expect(isApiKey(garbled)).toBe(false);
  }
  expect(isApiKey(`${key} `)).toBe(false);
  expect(isApiKey(key.slice(0, -1))).toBe(false);
  expect(isApiKey("")).toBe(false);
});

test("keys are unique and use the whole alphabet", () => {
  const keys = Array.from({ length: 2_000 }, () => mintApiKey("prod"));
  expect(new Set(keys).size).toBe(2_000);
  expect(new Set(keys.flatMap((key) => [...key.slice(8, 40)])).size).toBe(62);
});
