export { costOfTokens, findPrice, LIST_PRICES, type ModelPrice, mostForTokens } from "./find-price.ts";
