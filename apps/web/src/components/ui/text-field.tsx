import clsx from "clsx";
import { type ComponentProps, type ReactNode, type RefObject, useId, useRef } from "react";
import { useEarlyTyping } from "./use-early-typing.ts";

interface TextFieldProps extends Omit<ComponentProps<"input">, "id" | "className" | "type" | "ref"> {
  /** Present on the field that a dialog focuses first. */
  "data-first-focus"?: true;
  type?: "text" | "password";
  label: string;
  /** True if only screen readers announce the label. */
  hiddenLabel?: boolean;
  /** The purpose of the field or the values it accepts. */
  hint?: ReactNode;
  /** The validation error, as a sentence. */
  error?: string | null;
  mono?: boolean;
  ref?: RefObject<HTMLInputElement | null>;
}

/** A single-line text field with a label, a hint and a validation error. */
export function TextField({ label, hiddenLabel = false, hint, error, mono = false, ref, ...input }: TextFieldProps) {
  const id = useId();
  const own = useRef<HTMLInputElement>(null);
  const field = ref ?? own;
  useEarlyTyping(field, input.value);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className={hiddenLabel ? "sr-only" : "text-body font-medium"}>
        {label}
      </label>
      <input
        {...input}
        ref={field}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-note`}
        className={clsx(
          "h-8 w-full rounded-control border bg-surface px-2.5 text-ink max-tablet:h-11 max-tablet:text-[16px]",
          error ? "border-deny" : "border-line-control",
          mono ? "font-mono text-code" : "text-body",
        )}
      />
      <p id={`${id}-note`} className={clsx("text-label", error ? "text-deny" : "text-ink-3")}>
        {error ?? hint}
      </p>
    </div>
  );
}
