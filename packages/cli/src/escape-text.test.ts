import { expect, it } from "vitest";
import { escapeText } from "./escape-text.ts";

it.each([
  ["colour codes", "\u001b[31mred\u001b[0m", "\\u{1b}[31mred\\u{1b}[0m"],
  ["a title change", "\u001b]0;owned\u0007", "\\u{1b}]0;owned\\u{7}"],
  ["carriage returns and newlines", "good\r\nbad", "good\\u{d}\\u{a}bad"],
  ["eight-bit controls", "\u009b2J", "\\u{9b}2J"],
  ["right-to-left override", "a\u202egnp.exe", "a\\u{202e}gnp.exe"],
  ["isolates", "\u2066x\u2069", "\\u{2066}x\\u{2069}"],
  ["zero-width characters", "a\u200bd\ufeffmin", "a\\u{200b}d\\u{feff}min"],
  ["line separators", "a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"],
  ["tag characters", "\u{e0041}", "\\u{e0041}"],
  ["lone surrogates", "\ud800", "\\u{d800}"],
  ["ordinary text", "Änderung für Søren 😀", "Änderung für Søren 😀"],
])("escapes %s", (_, text, shown) => {
  expect(escapeText(text)).toBe(shown);
});
