"use client";

import { signIn } from "next-auth/react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { readFailure, type SignInFailure } from "#lib/session/sign-in-failure.ts";

const FIELD =
  "h-11 w-full rounded-control border border-line-control bg-surface px-3 text-[15px] leading-6 text-ink aria-invalid:border-deny desk:h-10 desk:text-[14px]";

/** E-mail and password. On success the whole page is loaded anew, with the session. */
export function SignInForm({ callbackUrl }: { callbackUrl: string }) {
  const [failure, setFailure] = useState<SignInFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    const result = await signIn("credentials", {
      email: String(form.get("email")),
      password: String(form.get("password")),
      redirect: false,
    }).catch(() => undefined);
    if (result?.ok && !result.error) return window.location.assign(callbackUrl);
    const next = readFailure(result?.error ?? "unavailable");
    setFailure(next);
    setBusy(false);
    if (next.kind === "wrong") password.current?.select();
  }

  const wrong = failure?.kind === "wrong";
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-7 flex flex-col">
      <label htmlFor="email" className="text-[12px] leading-4 font-medium text-ink-2">
        Work email
      </label>
      <input
        id="email"
        name="email"
        type="email"
        required
        autoComplete="username"
        // biome-ignore lint/a11y/noAutofocus: typing here is all there is to do on this page
        autoFocus
        aria-invalid={wrong}
        aria-describedby="sign-in-failure"
        className={`mt-1.5 ${FIELD}`}
      />
      <label htmlFor="password" className="mt-4 text-[12px] leading-4 font-medium text-ink-2">
        Password
      </label>
      <input
        id="password"
        ref={password}
        name="password"
        type="password"
        required
        autoComplete="current-password"
        aria-invalid={wrong}
        aria-describedby="sign-in-failure"
        className={`mt-1.5 ${FIELD}`}
      />
      <div id="sign-in-failure" role="alert" className="text-[13px] leading-5 text-deny">
        {failure && <Failure failure={failure} onOver={() => setFailure(null)} />}
      </div>
      <button
        type="submit"
        aria-disabled={busy}
        className="quick mt-5 h-11 rounded-control bg-accent text-[14px] font-medium text-on-accent hover:bg-accent-hover aria-disabled:cursor-progress desk:h-10"
      >
        {busy ? "Signing in" : "Sign in"}
      </button>
    </form>
  );
}

function Failure({ failure, onOver }: { failure: SignInFailure; onOver: () => void }) {
  return (
    <p className="mt-3 flex gap-2">
      <span className="flex h-5 items-center">
        <GateMark state="deny" size={13} />
      </span>
      {failure.kind === "wrong" && "The email or the password is wrong."}
      {failure.kind === "unavailable" &&
        "The API is not answering, so nobody can sign in now. Your password was not judged. Try again in a moment."}
      {failure.kind === "too-many" && <TooMany seconds={failure.seconds} onOver={onOver} />}
    </p>
  );
}

function TooMany({ seconds, onOver }: { seconds: number; onOver: () => void }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left <= 0) return onOver();
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
