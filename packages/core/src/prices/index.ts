export { costOfTokens } from "../model/token-price.ts";
export { findPrice, LIST_PRICES, type ModelPrice, mostForTokens } from "./find-price.ts";
