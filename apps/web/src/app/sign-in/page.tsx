import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Wordmark } from "#components/ui/logo.tsx";
import { LatticeField } from "#features/sign-in/lattice-field.tsx";
import { SignInForm } from "#features/sign-in/sign-in-form.tsx";
import { askApi } from "#lib/api/server-api.ts";
import { callbackPath, describeCallback } from "#lib/session/callback-path.ts";
import { readSession } from "#lib/session/read-session.ts";

export const metadata: Metadata = { title: "Sign in" };

const REASONS: Record<string, string> = {
  expired: "Your session ended, so you were signed out. What you typed is kept.",
  "signed-out": "Sign in first.",
  left: "You are signed out.",
};

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { callbackUrl, reason } = await searchParams;
  const path = callbackPath(typeof callbackUrl === "string" ? callbackUrl : null);
  // Asked of the API, so that a cookie whose session has ended shows the form and not a loop.
  const session = await readSession((await headers()).get("cookie"));
  if (session && (await askApi("/api/v1/auth/session", session.api_token)).ok) redirect(path);

  const told = typeof reason === "string" ? REASONS[reason] : undefined;
  return (
    <div className="grid min-h-dvh bg-surface desk:grid-cols-2">
      <div className="flex flex-col px-6 py-8 tablet:px-14 tablet:py-10">
        <header>
          <Wordmark />
        </header>
        <main className="mx-auto flex w-full max-w-[360px] flex-1 flex-col justify-center py-10">
          <h1 className="text-title">Sign in</h1>
          <p className="mt-1.5 text-[13px] leading-5 text-ink-2">
            {told} {callbackUrl && path !== "/overview" ? describeCallback(path) : told ? "" : describeCallback(path)}
          </p>
          <SignInForm callbackUrl={path} />
        </main>
        <footer className="text-[12px] leading-4 text-ink-3">A link never decides. You see the action before you approve it.</footer>
      </div>
      <div className="relative hidden overflow-hidden border-l bg-canvas desk:block">
        <LatticeField />
      </div>
    </div>
  );
}
