/** A price in US dollars per million tokens, as decimal texts. */
export interface TokenPrice {
  readonly input: string;
  readonly output: string;
}

const PICOS_IN_MICRO = 1_000_000n;
/** Places of a cost: a millionth of a dollar per million tokens is a trillionth of a dollar per token. */
const DECIMAL_PLACES = 12;

/** Returns the exact cost of tokens, as a decimal text with up to 12 places. */
export function costOfTokens(price: TokenPrice, tokens: { readonly input: number; readonly output: number }): string {
  const picos = BigInt(tokens.input) * pricePerMillion(price.input) + BigInt(tokens.output) * pricePerMillion(price.output);
  const digits = picos.toString().padStart(DECIMAL_PLACES + 1, "0");
  return `${digits.slice(0, -DECIMAL_PLACES)}.${digits.slice(-DECIMAL_PLACES)}`.replace(/0{1,10}$/, "");
}

/** Reads a price with at most 6 places as millionths. */
export function pricePerMillion(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole) * PICOS_IN_MICRO + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}
