import { X } from "lucide-react";
import type { ComponentProps } from "react";

/** The class names of a button that contains only an icon. */
export const ICON_BUTTON = "quick inline-flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink";

/** The button that closes a pane or a dialog. */
export function CloseButton(props: Omit<ComponentProps<"button">, "type" | "className" | "children">) {
  return (
    <button {...props} type="button" aria-label="Close" className={ICON_BUTTON}>
      <X size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}
