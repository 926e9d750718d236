"use client";

import { useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { ShownKey } from "#features/keys/shown-key.tsx";
import { usePolicyChange } from "#features/policies/use-policies.ts";
import { useMe } from "#features/shell/session-context.tsx";
import { api } from "#lib/api/browser-api.ts";
import { may } from "#lib/session/may.ts";
import type { Saying } from "../what-policies-say.ts";
import { askingPolicy, gateCommand } from "./gate-command.ts";
import type { Progress } from "./progress.ts";
import { Step } from "./step.tsx";

interface CommandStepProps {
  apiKey: string;
  apiUrl: string;
  /** `null` until the policies are known. */
  action: string | null;
  saying: Saying | null;
  progress: Progress;
}

/** The key, once, and the command that uses it. */
export function CommandStep({ apiKey, apiUrl, action, saying, progress }: CommandStepProps) {
  const done = progress.at !== "asking";
  return (
    <Step state={done ? "done" : "now"} title="Run this once, in a terminal">
      <div className="flex flex-col gap-4 pt-1">
        {!done && <ShownKey apiKey={apiKey} />}
        {action && (
          <>
            {!done && saying && saying.mark !== "hold" && <NobodyAsked action={action} saying={saying} />}
            <Command apiKey={apiKey} apiUrl={apiUrl} action={action} />
          </>
        )}
      </div>
    </Step>
  );
}

/** Shown without the key, copied with it. */
function Command(command: { apiKey: string; apiUrl: string; action: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="flex items-center gap-3 rounded-control bg-sunken px-3 py-2.5">
      <code className="min-w-0 flex-1 font-mono text-code break-words">
        <span aria-hidden="true" className="mr-2 text-ink-3">
          $
        </span>
        {gateCommand({ ...command, apiKey: null })}
      </code>
      {copied && (
        <span role="status" className="text-label font-medium text-allow max-tablet:sr-only">
          Copied
        </span>
      )}
      <span onClickCapture={() => setCopied(true)}>
        <CopyButton value={gateCommand(command)} label="command with the key" />
      </span>
    </div>
  );
}

/** The gate would not hold: what happens instead, and what to do about it. */
function NobodyAsked({ action, saying }: { action: string; saying: Saying }) {
  const { role } = useMe();
  const publish = usePolicyChange(async () => {
    const { id } = await api.createPolicy({ body: { document: askingPolicy(action) } });
    await api.publishPolicy({ params: { id }, body: {} });
  });
  const allowed = saying.mark === "allow" || saying.mark === "alter";
  return (
    <div className="rounded-popover border border-line-strong p-4">
      <p className="flex gap-2.5">
        <span className="flex h-5 items-center">
          <GateMark state={saying.mark} />
        </span>
        <span>
          No policy asks a person for <ActionName type={action} className="text-code font-medium" />.{" "}
          {allowed ? "It would be executed without asking you." : "It would be denied at once."}
        </span>
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3 pl-6">
        {may(role, "policies:publish") ? (
          <Button
            size="table"
            look="primary"
            blocked={publish.isPending ? "It is being published." : null}
            onClick={() => publish.mutate(undefined)}
          >
            Publish a policy that asks
          </Button>
        ) : (
          <span className="text-ink-2">Ask an owner or admin to publish a policy that asks.</span>
        )}
        <Link href="/policies" className="text-label font-medium text-accent-text hover:underline">
          Open policies
        </Link>
      </div>
      {publish.error && (
        <div className="mt-3">
          <Failed
            title="It was not published"
            stillWorks="Nothing changed about what is decided."
            error={publish.error}
            onRetry={() => publish.mutate(undefined)}
          />
        </div>
      )}
    </div>
  );
}
