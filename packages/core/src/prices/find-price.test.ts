import { describe, expect, it } from "vitest";
import { costOfTokens } from "../model/token-price.ts";
import { findPrice, LIST_PRICES, type ModelPrice, maxTokenCost } from "./find-price.ts";

const price = (model: string, input: string, output: string): ModelPrice => ({ model, input, output, source: "test", as_of: "2026-01-01" });

describe("the price of a model", () => {
  it.each([
    ["gpt-4.1", "2.00"],
    ["gpt-4.1-mini", "0.40"],
    ["openai/gpt-4.1-mini", "0.40"],
    ["gpt-4.1-2025-04-14", "2.00"],
    ["claude-sonnet-4-5-20250929", "3.00"],
  ])("of %s is known", (model, input) => {
    expect(findPrice(model, [])?.input).toBe(input);
  });

  it.each(["gpt-4.1-turbo", "gpt", "", "gpt-4.1-mini-x", "claude-sonnet", "__proto__"])("of %j is unknown", (model) => {
    expect(findPrice(model, [])).toBeNull();
  });

  it("is that of the organisation when it has one", () => {
    const own = [price("gpt-4.1", "1.50", "6.00"), price("house-model", "0.01", "0.01")];
    expect(findPrice("openai/gpt-4.1-2025-04-14", own)?.input).toBe("1.50");
    expect(findPrice("house-model", own)?.output).toBe("0.01");
  });

  it("names its source and day", () => {
    for (const { source, as_of, input, output } of LIST_PRICES) {
      expect(source).toMatch(/^https:/);
      expect(as_of).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      for (const amount of [input, output]) expect(amount).toMatch(/^\d+\.\d{2,6}$/);
    }
  });
});

describe("the cost of tokens", () => {
  it.each([
    ["0.15", "0.60", 1, 0, "0.00000015"],
    ["0.15", "0.60", 1_000_000, 0, "0.15"],
    ["2.00", "8.00", 1234, 567, "0.007004"],
    ["15.00", "75.00", 1_000_000_000, 1_000_000_000, "90000.00"],
    ["0.000001", "0.00", 1, 0, "0.000000000001"],
  ])("at %s and %s of %i and %i is %s", (input, output, inputTokens, outputTokens, expected) => {
    expect(costOfTokens(price("m", input, output), { input: inputTokens, output: outputTokens })).toBe(expected);
  });

  it("without a direction is the higher one", () => {
    expect(maxTokenCost(price("m", "1.00", "4.00"), 1_000)).toBe("0.004");
    expect(maxTokenCost(price("m", "4.00", "1.00"), 1_000)).toBe("0.004");
  });
});
