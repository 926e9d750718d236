export { revealInline, revealText, type TextPart } from "./reveal-text.ts";
