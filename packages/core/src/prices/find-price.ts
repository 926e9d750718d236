import { costOfTokens, pricePerMillion, type TokenPrice } from "../model/token-price.ts";
import data from "./model-prices.json" with { type: "json" };

/** The price of a model. */
export interface ModelPrice extends TokenPrice {
  readonly model: string;
  /** URL or document in which the price was published. */
  readonly source: string;
  /** The day for which the price was read, `YYYY-MM-DD`. */
  readonly as_of: string;
}

/** The list prices that are part of the product. An organisation's own prices replace them. */
export const LIST_PRICES: readonly ModelPrice[] = data.models.map(({ model, input, output, source }) => ({
  model,
  input,
  output,
  source,
  as_of: data.as_of,
}));

const PROVIDER = /^[a-z0-9_-]+\//;
const RELEASE = /-(\d{8}|\d{4}-\d{2}-\d{2}|latest)$/;

/**
 * Returns the price of a model, or null when it is unknown. The price of a model is also that of its dated releases, such as
 * `gpt-4.1-2025-04-14`. No other part of a name is ignored, because `gpt-4.1-mini` is another model than `gpt-4.1`.
 * @param own prices of the organisation
 */
export function findPrice(model: string, own: readonly ModelPrice[]): ModelPrice | null {
  const names = [model, model.replace(PROVIDER, "")].flatMap((name) => [name, name.replace(RELEASE, "")]);
  for (const prices of [own, LIST_PRICES])
    for (const name of names) {
      const price = prices.find((candidate) => candidate.model === name);
      if (price) return price;
    }
  return null;
}

/** Returns the higher of the two prices for all tokens, which a reservation of tokens without a direction sets aside. */
export function maxTokenCost(price: ModelPrice, tokens: number): string {
  const isOutput = pricePerMillion(price.output) >= pricePerMillion(price.input);
  return costOfTokens(price, isOutput ? { input: 0, output: tokens } : { input: tokens, output: 0 });
}
