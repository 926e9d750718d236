"use client";

import clsx from "clsx";
import { type ComponentProps, type ReactNode, useEffect, useId, useState } from "react";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import type { SignInFailure } from "#lib/session/sign-in-failure.ts";

/** A text field of the sign-in pages, larger than fields inside the console. */
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

/** The submit button, which works once the page handles its events. It keeps the focus while the request is pending. */
export function EntryButton({ busy, children }: { busy: boolean; children: ReactNode }) {
  const isHydrated = useHydrated();
  return (
    <button
      type="submit"
      disabled={!isHydrated}
      aria-disabled={busy}
      className="quick mt-5 h-11 rounded-control bg-accent text-[14px] font-medium text-on-accent hover:bg-accent-hover aria-disabled:cursor-progress desk:h-10"
    >
      {children}
    </button>
  );
}

/** The error of a sign-in form. `wrong` explains what wrong credentials mean on this page. */
export function EntryFailure({
  id,
  failure,
  wrong,
  onExpired,
}: {
  id: string;
  failure: EntryError | null;
  wrong: string;
  onExpired: () => void;
}) {
  return (
    <div id={id} role="alert" className="text-[13px] leading-5 text-deny">
      {failure && (
        <p className="mt-3 flex gap-2">
          <span className="flex h-5 items-center">
            <GateMark state="deny" size={13} />
          </span>
          <span className="min-w-0">
            {failure.kind === "wrong" && wrong}
            {failure.kind === "message" && failure.text}
            {failure.kind === "refused" && (REFUSED[failure.code] ?? `The request was refused (${failure.code}).`)}
            {failure.kind === "unavailable" && "The API cannot be reached, so your password was not checked. Try again in a moment."}
            {failure.kind === "too-many" && <TooMany seconds={failure.seconds} onExpired={onExpired} />}
          </span>
        </p>
      )}
    </div>
  );
}

/** A sign-in failure, or an error message of the API. */
export type EntryError = SignInFailure | { readonly kind: "message"; readonly text: string };

const REFUSED: Partial<Record<string, string>> = {
  INVITATION_INVALID: "This invitation was used, withdrawn or has expired. Ask the sender for a new one.",
  INVITATION_NOT_YOURS: "This invitation is for another email address. Sign out, then open it again.",
  ALREADY_MEMBER: "You are already a member. Sign in.",
  PASSWORD_WEAK:
    "Choose a stronger password: at least 12 characters, hard to guess, and different from your email. Several unrelated words work well.",
  UNAUTHENTICATED: "Your session ended. Reload this page.",
  NOT_FOUND: "You are no longer a member of that organisation.",
};

function TooMany({ seconds, onExpired }: { seconds: number; onExpired: () => void }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left <= 0) {
      onExpired();
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left, onExpired]);
  return (
    <span className="tnum">
      Too many attempts. Try again in <span aria-hidden="true">{left} s</span>
      <span className="sr-only">{seconds} seconds</span>.
    </span>
  );
}
