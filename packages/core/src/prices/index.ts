export { costOfTokens } from "../model/token-price.ts";
export { findPrice, LIST_PRICES, type ModelPrice, maxTokenCost } from "./find-price.ts";
