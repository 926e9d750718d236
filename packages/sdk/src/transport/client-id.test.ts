import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clientIdOf, SDK_VERSION } from "./client-id.ts";
import { toConfig } from "./config.ts";

test("the version is that of the package", () => {
  expect(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version).toBe(SDK_VERSION);
});

test("a client keeps its id, and another client has another", () => {
  const [one, two] = [toConfig({ apiKey: "al_live_x" }), toConfig({ apiKey: "al_live_x" })];
  expect(clientIdOf(one)).toMatch(/^cli_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  expect(clientIdOf(one)).toBe(clientIdOf(one));
  expect(clientIdOf(two)).not.toBe(clientIdOf(one));
});
