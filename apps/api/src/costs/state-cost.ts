import { modelName } from "@agentlattice/contract";
import { usdMicros } from "@agentlattice/core/policy";
import { costOfTokens, type ModelPrice } from "@agentlattice/core/prices";
import type { CostStatement } from "@agentlattice/core/settle";

/** A cost as a caller states it. */
export interface StatedCost {
  /** Decimal text. */
  readonly usd?: string | undefined;
  readonly model?: string | null | undefined;
  readonly tokens?: number | undefined;
  readonly input_tokens?: number | undefined;
  readonly output_tokens?: number | undefined;
}

/**
 * Returns the cost to record, and the amount that budgets charge for it in millionths; null when the money is not known. A stated amount
 * comes first, then the price of the model, for which the numbers of input and output tokens are needed.
 */
export function stateCost(stated: StatedCost, price: ModelPrice | null): { readonly cost: CostStatement; readonly micros: number | null } {
  const { usd, tokens, input_tokens, output_tokens } = stated;
  const model = modelName.safeParse(stated.model).data ?? null;
  const counts = {
    model,
    tokens: tokens ?? null,
    input_tokens: input_tokens ?? null,
    output_tokens: output_tokens ?? null,
  };
  if (usd !== undefined) return { cost: { ...counts, usd, basis: "stated" }, micros: usdMicros(usd) };
  const isCounted = input_tokens !== undefined || output_tokens !== undefined;
  if (!price || !isCounted) return { cost: { ...counts, usd: null, basis: "unknown" }, micros: null };
  const exact = costOfTokens(price, { input: input_tokens ?? 0, output: output_tokens ?? 0 });
  return { cost: { ...counts, usd: exact, basis: "price" }, micros: usdMicros(exact) };
}
