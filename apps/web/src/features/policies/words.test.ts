import { expect, it } from "vitest";
import { effectOf, modeLabel } from "./words.ts";

it("shows unknown effects and modes unchanged", () => {
  expect(effectOf("approve")).toEqual({ mark: "hold", word: "Requires approval" });
  expect(effectOf("simulate")).toEqual({ mark: "idle", word: "simulate" });
  expect(effectOf("toString")).toEqual({ mark: "idle", word: "toString" });
  expect([modeLabel("monitor"), modeLabel("rehearse")]).toEqual(["Monitor", "rehearse"]);
});
