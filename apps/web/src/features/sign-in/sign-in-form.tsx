"use client";

import { type FormEvent, useRef, useState } from "react";
import { enter } from "#lib/session/enter.ts";
import type { SignInFailure } from "#lib/session/sign-in-failure.ts";
import { EntryButton, EntryFailure, EntryField } from "./entry-parts.tsx";

/** Signs in with email and password. On success the whole page reloads with the session. */
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
    const next = await enter("credentials", { email: String(form.get("email")), password: String(form.get("password")) });
    if (!next) return window.location.assign(callbackUrl);
    setFailure(next);
    setBusy(false);
    if (next.kind === "wrong") password.current?.select();
  }

  const wrong = failure?.kind === "wrong";
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="mt-7 flex flex-col">
      <div className="flex flex-col gap-4">
        <EntryField
          label="Work email"
          name="email"
          type="email"
          required
          autoComplete="username"
          autoFocus
          aria-invalid={wrong}
          aria-describedby="sign-in-failure"
        />
        <EntryField
          ref={password}
          label="Password"
          name="password"
          type="password"
          required
          autoComplete="current-password"
          aria-invalid={wrong}
          aria-describedby="sign-in-failure"
        />
      </div>
      <EntryFailure id="sign-in-failure" failure={failure} wrong="The email or password is wrong." onExpired={() => setFailure(null)} />
      <EntryButton busy={busy}>{busy ? "Signing in" : "Sign in"}</EntryButton>
    </form>
  );
}
