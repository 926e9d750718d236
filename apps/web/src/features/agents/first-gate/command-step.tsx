"use client";

import { useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { ShownKey } from "#features/keys/shown-key.tsx";
import { usePolicyChange } from "#features/policies/use-policies.ts";
import { api } from "#lib/api/browser-api.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import type { PolicyEffect } from "../summarise-policies.ts";
import { useAgentChange } from "../use-agents.ts";
import { approvalPolicy, gateCommand } from "./gate-command.ts";
import type { Progress } from "./progress.ts";
import { Step } from "./step.tsx";

interface CommandStepProps {
  agentId: string;
  /** Null after a reload, because a key is shown once. */
  apiKey: string | null;
  onNewKey: (apiKey: string) => void;
  apiUrl: string;
  /** Null until the policies have loaded. */
  action: string | null;
  effect: PolicyEffect | null;
  progress: Progress;
}

/** Shows the key once, and the command that uses it. */
export function CommandStep({ agentId, apiKey, onNewKey, apiUrl, action, effect, progress }: CommandStepProps) {
  const done = progress.at !== "ready";
  return (
    <Step state={done ? "done" : "now"} title="Run this command once in a terminal">
      <div className="flex flex-col gap-4 pt-1">
        {!done && apiKey !== null && <ShownKey apiKey={apiKey} />}
        {!done && apiKey === null && <AnotherKey agentId={agentId} onNewKey={onNewKey} />}
        {action && apiKey !== null && (
          <>
            {!done && effect && effect.mark !== "hold" && <NoApprovalPolicy action={action} effect={effect} />}
            <Command apiKey={apiKey} apiUrl={apiUrl} action={action} />
          </>
        )}
      </div>
    </Step>
  );
}

/** Offers another key after a reload. The first one still works, but it cannot be shown again. */
function AnotherKey({ agentId, onNewKey }: { agentId: string; onNewKey: (apiKey: string) => void }) {
  const create = useAgentChange(() => api.createAgentKey({ params: { id: agentId }, body: { name: "first gate" } }));
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-ink-2">The key was shown once, before this page was reloaded. Use it, or create another one for the command.</p>
      <Button
        blocked={create.isPending ? "Saving." : null}
        onClick={() => create.mutate(undefined, { onSuccess: ({ api_key }) => onNewKey(api_key) })}
      >
        Create another key
      </Button>
      {create.error && (
        <ErrorNotice
          title="The key was not created"
          stillWorks="The first key still works."
          error={create.error}
          onRetry={() => create.mutate(undefined, { onSuccess: ({ api_key }) => onNewKey(api_key) })}
        />
      )}
    </div>
  );
}

/** The displayed command omits the key; the copied one contains it. */
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

/** Warns that no policy requires approval for the action, and offers to publish one. */
function NoApprovalPolicy({ action, effect }: { action: string; effect: PolicyEffect }) {
  const { you } = useMe();
  const publish = usePolicyChange(async () => {
    const { id } = await api.createPolicy({ body: { document: approvalPolicy(action) } });
    await api.publishPolicy({ params: { id }, body: {} });
  });
  const allowed = effect.mark === "allow" || effect.mark === "alter";
  return (
    <div className="rounded-popover border border-line-strong p-4">
      <p className="flex gap-2.5">
        <span className="flex h-5 items-center">
          <GateMark state={effect.mark} />
        </span>
        <span>
          No policy requires approval for <ActionName type={action} className="text-code font-medium" />.{" "}
          {allowed ? "It would be executed without your approval." : "It would be denied."}
        </span>
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3 pl-6">
        {may(you, "policies:publish") ? (
          <Button
            size="table"
            variant="primary"
            blocked={publish.isPending ? "Publishing." : null}
            onClick={() => publish.mutate(undefined)}
          >
            Publish an approval policy
          </Button>
        ) : (
          <span className="text-ink-2">Ask an owner or admin to publish a policy that requires approval.</span>
        )}
        <Link href="/policies" className="text-label font-medium text-accent-text hover:underline">
          Open policies
        </Link>
      </div>
      {publish.error && (
        <div className="mt-3">
          <ErrorNotice
            title="The policy was not published"
            stillWorks="Decisions are unchanged."
            error={publish.error}
            onRetry={() => publish.mutate(undefined)}
          />
        </div>
      )}
    </div>
  );
}
