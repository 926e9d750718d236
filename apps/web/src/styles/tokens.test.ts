import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Theme = Readonly<Record<string, string>>;

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const themes = { light: readTheme(":root"), dark: readTheme('[data-theme="dark"]') };

const GROUNDS = ["canvas", "surface", "sunken", "raised", "hover", "accent-wash"];
const TEXTS = ["ink", "ink-2", "ink-3", "accent-text", "allow", "hold", "deny", "alter", "idle"];
const STATUSES = ["allow", "hold", "deny", "alter", "idle"];

const textPairs = [
  ...GROUNDS.flatMap((ground) => TEXTS.map((text) => [text, ground] as const)),
  ...STATUSES.flatMap((status) => [
    [status, `${status}-wash`] as const,
    ["ink", `${status}-wash`] as const,
    ["ink-2", `${status}-wash`] as const,
  ]),
  ["on-accent", "accent"] as const,
  ["on-accent", "accent-hover"] as const,
  ["on-deny", "deny"] as const,
];

const controlPairs = [
  ...["canvas", "surface", "sunken", "raised"].map((ground) => ["line-control", ground] as const),
  ...GROUNDS.map((ground) => ["accent", ground] as const),
  ...GROUNDS.map((ground) => ["accent-text", ground] as const),
];

describe.each(Object.entries(themes))("%s", (_, theme) => {
  test.each(textPairs)("text %s on %s", (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(controlPairs)("control %s on %s", (mark, ground) => {
    expect(contrast(theme, mark, ground)).toBeGreaterThanOrEqual(3);
  });
});

test("both themes name the same tokens", () => {
  expect(Object.keys(themes.dark).sort()).toEqual(Object.keys(themes.light).sort());
});

function readTheme(selector: string): Theme {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return Object.fromEntries([...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]));
}

/** WCAG 2.2 contrast ratio. */
function contrast(theme: Theme, a: string, b: string): number {
  const [high, low] = [luminance(theme, a), luminance(theme, b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(theme: Theme, name: string): number {
  const hex = theme[name];
  if (!hex) throw new Error(`no token --${name}`);
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
