import { expect, it } from "vitest";
import { parseProof } from "./ask-proof.ts";

it.each(["123456", " 123 456 ", "7K2M-Q9XT-0B4E", "7k2m q9xt 0b4e"])("%j is a one-time code of a person who has codes", (text) => {
  expect(parseProof(text, true)).toEqual({ one_time_code: text.trim() });
  expect(parseProof(text, false)).toEqual({ password: text });
});

it.each(["correct horse battery staple", " 1234567 ", "7K2MQ9XT0B4E", "7K2M-Q9XT-0B4E-7K2M"])("%j is a password, unchanged", (text) => {
  expect(parseProof(text, true)).toEqual({ password: text });
});
