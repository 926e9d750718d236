import { type RefObject, useEffect } from "react";

const writeUntracked = (input: HTMLInputElement, text: string) =>
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, text);

/**
 * Passes on text that was typed before React took over the page. React leaves such text in the field without a change event and
 * would overwrite it at the next render. React reports an input event only when the text differs from the last value it has seen.
 */
export function useEarlyTyping(field: RefObject<HTMLInputElement | null>, value: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads only the initial text of the field
  useEffect(() => {
    const input = field.current;
    if (!input || typeof value !== "string" || input.value === value) return;
    const typed = input.value;
    input.value = value;
    writeUntracked(input, typed);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, []);
}
