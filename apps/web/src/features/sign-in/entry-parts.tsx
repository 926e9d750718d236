"use client";

import clsx from "clsx";
import { type ComponentProps, type ReactNode, useEffect, useId, useState } from "react";
import { GateMark } from "#components/ui/gate-mark.tsx";
import type { SignInFailure } from "#lib/session/sign-in-failure.ts";

/** A field of the pages before the console: larger than inside. */
export function EntryField({
  label,
  hint,
  error,
  ...input
}: Omit<ComponentProps<"input">, "id" | "className"> & { label: string; hint?: string; error?: string | null }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-[12px] leading-4 font-medium text-ink-2">
        {label}
      </label>
      <input
        {...input}
        id={id}
        aria-invalid={error ? true : input["aria-invalid"]}
        aria-describedby={clsx(input["aria-describedby"], note && `${id}-note`) || undefined}
        className="h-11 w-full rounded-control border border-line-control bg-surface px-3 text-[15px] leading-6 text-ink read-only:bg-sunken aria-invalid:border-deny desk:h-10 desk:text-[14px]"
      />
      {note && (
        <p id={`${id}-note`} className={clsx("text-[12px] leading-4", error ? "text-deny" : "text-ink-3")}>
          {note}
        </p>
      )}
    </div>
  );
}

/** The one thing to do. It keeps its focus while the answer is on its way. */
export function EntryButton({ busy, children }: { busy: boolean; children: ReactNode }) {
  return (
    <button
      type="submit"
      aria-disabled={busy}
      className="quick mt-5 h-11 rounded-control bg-accent text-[14px] font-medium text-on-accent hover:bg-accent-hover aria-disabled:cursor-progress desk:h-10"
    >
      {children}
    </button>
  );
}

/** Why it did not work. `wrong`: what a wrong password means here. */
export function EntryFailure({ id, failure, wrong, onOver }: { id: string; failure: Told | null; wrong: string; onOver: () => void }) {
  return (
    <div id={id} role="alert" className="text-[13px] leading-5 text-deny">
      {failure && (
        <p className="mt-3 flex gap-2">
          <span className="flex h-5 items-center">
            <GateMark state="deny" size={13} />
          </span>
          <span className="min-w-0">
            {failure.kind === "wrong" && wrong}
            {failure.kind === "said" && failure.text}
            {failure.kind === "refused" && (REFUSED[failure.code] ?? `It was refused: ${failure.code}.`)}
            {failure.kind === "unavailable" &&
              "The API is not answering, so nobody can sign in now. Your password was not judged. Try again in a moment."}
            {failure.kind === "too-many" && <TooMany seconds={failure.seconds} onOver={onOver} />}
          </span>
        </p>
      )}
    </div>
  );
}

/** A failure, or a sentence of the API. */
export type Told = SignInFailure | { readonly kind: "said"; readonly text: string };

const REFUSED: Partial<Record<string, string>> = {
  INVITATION_INVALID: "This invitation was used, withdrawn or is too old. Ask whoever sent it for a new one.",
  INVITATION_NOT_YOURS: "This invitation was written for another e-mail. Sign out, then open it again.",
  ALREADY_MEMBER: "You are a member already. Sign in.",
  PASSWORD_WEAK:
    "Choose another password: at least 12 characters that are hard to guess, and not made of your e-mail. Several unrelated words are good.",
  UNAUTHENTICATED: "Your session ended. Load this page again.",
  NOT_FOUND: "You are not a member of that organisation any more.",
};

function TooMany({ seconds, onOver }: { seconds: number; onOver: () => void }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left <= 0) {
      onOver();
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left, onOver]);
  return (
    <span className="tnum">
      Too many attempts. Try again in <span aria-hidden="true">{left} s</span>
      <span className="sr-only">{seconds} seconds</span>.
    </span>
  );
}
