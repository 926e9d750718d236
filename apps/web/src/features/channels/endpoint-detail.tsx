"use client";

import type { Webhook } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { api } from "#lib/api/browser-api.ts";
import { formatUtc } from "#lib/format/time.ts";
import { addressOf } from "./delivery-words.ts";
import { EndpointDeliveries } from "./endpoint-deliveries.tsx";
import { useWebhookChange } from "./use-webhooks.ts";

const RotateSecretDialog = dynamic(() => import("./endpoint-dialogs.tsx").then((module) => module.RotateSecretDialog), { ssr: false });
const DeleteEndpointDialog = dynamic(() => import("./endpoint-dialogs.tsx").then((module) => module.DeleteEndpointDialog), { ssr: false });

/** The address, the actions, the credential and the deliveries of an endpoint. */
export function EndpointDetail({ endpoint, onDeleted }: { endpoint: Webhook; onDeleted: () => void }) {
  const [open, setOpen] = useState<"rotate" | "delete" | null>(null);
  const params = { id: endpoint.id };
  const test = useWebhookChange(() => api.testWebhook({ params }));
  const toggle = useWebhookChange(() => api.changeWebhook({ params, body: { enabled: !endpoint.enabled } }));
  const error = test.error ?? toggle.error;
  return (
    <div className="flex flex-col gap-4">
      <p className="font-mono text-small break-all text-ink-2">{addressOf(endpoint)}</p>
      <div className="flex flex-wrap gap-2">
        <Button
          size="table"
          blocked={test.isPending ? "Sending." : endpoint.enabled ? null : "The endpoint is stopped."}
          onClick={() => test.mutate(undefined, { onSuccess: () => toast("Test message queued") })}
        >
          Send a test
        </Button>
        <Button size="table" blocked={toggle.isPending ? "Saving." : null} onClick={() => toggle.mutate()}>
          {endpoint.enabled ? "Stop" : "Resume"}
        </Button>
        <Button size="table" variant="quiet" onClick={() => setOpen("delete")}>
          Delete
        </Button>
      </div>
      {error && (
        <ErrorNotice
          title="The request failed"
          stillWorks="Nothing changed."
          error={error}
          onRetry={() => (test.error ? test.mutate() : toggle.mutate())}
        />
      )}
      <Credential endpoint={endpoint} onRotate={() => setOpen("rotate")} />
      <EndpointDeliveries endpointId={endpoint.id} />
      {open === "rotate" && <RotateSecretDialog endpoint={endpoint} onClose={() => setOpen(null)} />}
      {open === "delete" && <DeleteEndpointDialog endpoint={endpoint} onDeleted={onDeleted} onClose={() => setOpen(null)} />}
    </div>
  );
}

/** The signing secret of a webhook or the bot token of a Slack channel. A Teams channel has neither. */
function Credential({ endpoint, onRotate }: { endpoint: Webhook; onRotate: () => void }) {
  const { kind, secret_hint, previous_secret_until } = endpoint;
  if (kind === "teams") return null;
  const note =
    kind === "slack"
      ? "To change it, delete the endpoint and add it again"
      : previous_secret_until
        ? `The old secret stays valid until ${formatUtc(previous_secret_until)}`
        : "Messages follow Standard Webhooks";
  return (
    <div className="flex items-start justify-between gap-3 border-t pt-4">
      <div className="min-w-0">
        <p>
          <span className="font-medium">{kind === "slack" ? "Bot token" : "Signing secret"}</span>{" "}
          <code className="ml-2 font-mono text-code text-ink-2">{secret_hint}</code>
        </p>
        <p className="text-label text-ink-2">{note}</p>
      </div>
      {kind === "webhook" && (
        <Button size="table" variant="quiet" onClick={onRotate}>
          Rotate
        </Button>
      )}
    </div>
  );
}
