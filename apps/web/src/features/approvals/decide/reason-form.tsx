"use client";

import { type ReactNode, useId } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { ActionBar } from "./action-bar.tsx";

const LONGEST = 4096;

/** A reason that was begun is continued. */
function moveCaretToEnd(field: HTMLTextAreaElement | null): void {
  field?.setSelectionRange(field.value.length, field.value.length);
}

interface ReasonFormProps {
  decision: "approve" | "deny";
  /** The subject of the decision when it is more than the open request. */
  subject?: string;
  reason: string;
  /** States whether a reason is required, and by which rule. */
  note: string;
  /** The text of the button. */
  verb: string;
  blocked: string | null;
  /** An error or a warning above the reason. */
  notice: ReactNode;
  /** True if the focus starts in one of the further fields. */
  isFocusElsewhere?: boolean;
  /** Further fields. */
  children?: ReactNode;
  onChange: (reason: string) => void;
  onSend: () => void;
  onCancel: () => void;
}

/** The form for the reason of a decision, in place of the buttons. Escape cancels, and Ctrl with Enter sends. */
export function ReasonForm({
  decision,
  subject = "",
  reason,
  note,
  verb,
  blocked,
  notice,
  isFocusElsewhere = false,
  children,
  ...on
}: ReasonFormProps) {
  const id = useId();
  const deny = decision === "deny";
  const send = () => {
    if (!blocked) on.onSend();
  };
  return (
    <ActionBar>
      <form
        method="post"
        className="@container flex w-full animate-enter flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") on.onCancel();
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) send();
        }}
      >
        {notice}
        <label htmlFor={id} className="font-medium text-ink">
          Reason for {deny ? "denying" : "approving"}
          {subject && ` ${subject}`} <span className="font-normal text-ink-3">{note}</span>
        </label>
        <textarea
          id={id}
          ref={moveCaretToEnd}
          value={reason}
          rows={2}
          maxLength={LONGEST}
          // biome-ignore lint/a11y/noAutofocus: the person opened the form to write a reason
          autoFocus={!isFocusElsewhere}
          onChange={(event) => on.onChange(event.target.value)}
          className="w-full resize-y rounded-control border border-line-control bg-surface px-2.5 py-1.5 text-body text-ink max-tablet:text-[16px]"
        />
        {children}
        <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)] items-center gap-2.5 @min-[440px]:flex @min-[440px]:justify-end">
          <span className="mr-auto hidden text-label text-ink-3 @min-[440px]:inline">Saved with the decision.</span>
          <Button variant="quiet" size="bar" onClick={on.onCancel}>
            Cancel{" "}
            <span className="hidden @min-[440px]:contents">
              <KeyHint>Esc</KeyHint>
            </span>
          </Button>
          <Button type="submit" variant={deny ? "deny" : "primary"} size="bar" blocked={blocked}>
            <GateMark state={deny ? "deny" : "allow"} size={15} inherit />
            <span className="line-clamp-2 min-w-0 whitespace-normal @min-[440px]:line-clamp-1 @min-[440px]:max-w-64">{verb}</span>{" "}
            <span className="hidden @min-[440px]:contents">
              <KeyHint tone={deny || blocked ? "plain" : "on-accent"}>Ctrl ↵</KeyHint>
            </span>
          </Button>
        </div>
      </form>
    </ActionBar>
  );
}
