import { expect, it } from "vitest";
import { effectOf, modeWord } from "./words.ts";

it("shows words of a newer release as they stand", () => {
  expect(effectOf("approve")).toEqual({ mark: "hold", word: "Asks a person" });
  expect(effectOf("simulate")).toEqual({ mark: "idle", word: "simulate" });
  expect(effectOf("toString")).toEqual({ mark: "idle", word: "toString" });
  expect([modeWord("monitor"), modeWord("rehearse")]).toEqual(["Monitor", "rehearse"]);
});
