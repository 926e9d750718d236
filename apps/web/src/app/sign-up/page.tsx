import type { Metadata } from "next";
import { Link } from "#components/ui/link.tsx";
import { ApiDown } from "#features/shell/api-down.tsx";
import { EntryPage } from "#features/sign-in/entry-page.tsx";
import { SignUpForm } from "#features/sign-up/sign-up-form.tsx";
import { readAuthOptions, readView } from "#lib/session/read-view.ts";

export const metadata: Metadata = { title: "Create organisation" };

const FOOT = "The person who creates an organisation becomes its owner.";

export default async function SignUpPage() {
  const [view, options] = await Promise.all([readView(), readAuthOptions()]);
  if (!options) return <ApiDown />;
  const back = (
    <p className="mt-5 text-[13px] leading-5 text-ink-2">
      {view ? "Not now? " : "Already a member? "}
      <Link href={view ? "/overview" : "/sign-in"} className="font-medium text-accent-text hover:underline">
        {view ? "Go back" : "Sign in"}
      </Link>
    </p>
  );
  if (options.sign_up === "closed")
    return (
      <EntryPage
        title="Sign-up is disabled"
        intro={<p>New organisations cannot be created by signing up. Ask an owner or admin of your organisation for an invitation.</p>}
        footer={FOOT}
      >
        {back}
      </EntryPage>
    );
  return (
    <EntryPage
      title={view ? "Create another organisation" : "Create organisation"}
      intro={<p>It starts with its own ledger and without agents or policies. Actions that no policy allows are denied.</p>}
      footer={FOOT}
    >
      <SignUpForm account={view && { name: view.user.name, email: view.user.email }} passwordMin={options.password_min} />
      {back}
    </EntryPage>
  );
}
