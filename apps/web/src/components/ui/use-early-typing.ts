import { type RefObject, useEffect } from "react";

const writeUntracked = (input: HTMLInputElement, text: string) =>
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, text);

/**
 * Hands over what was typed before the page's code arrived. React leaves such text in the field but does not tell its owner,
 * and would take it away with the next change. It hears of an input only when the text differs from what it last saw.
 */
export function useEarlyTyping(field: RefObject<HTMLInputElement | null>, value: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what stands in the field at the first moment
  useEffect(() => {
    const input = field.current;
    if (!input || typeof value !== "string" || input.value === value) return;
    const typed = input.value;
    input.value = value;
    writeUntracked(input, typed);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, []);
}
