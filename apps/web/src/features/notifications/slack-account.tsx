"use client";

import type { SlackLink } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf, useOp } from "#lib/api/use-op.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useSlackReturn } from "./use-slack-return.ts";

/** The Slack account of the signed-in person, with which they decide in Slack. */
export function SlackAccount() {
  const link = useOp("getSlackLink", {});
  const returned = useSlackReturn();
  const start = useMutation({
    mutationFn: () => api.startSlackLink(),
    onSuccess: ({ authorize_url }) => window.location.assign(authorize_url),
  });
  const error = start.error ?? returned.error ?? link.error;
  return (
    <section aria-label="Slack account" className="flex flex-col gap-3 border-t px-4 py-5 tablet:px-6">
      <div className="flex max-w-[560px] flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <h3 className="text-body font-medium">Slack account</h3>
          <p role="status" className="text-label text-ink-2">
            {returned.isPending ? "Linking your Slack account." : stateOf(link.data)}
          </p>
          {returned.isCancelled && (
            <p role="alert" className="text-label text-hold">
              Slack linked nothing: the step was cancelled there. You can start it again.
            </p>
          )}
        </div>
        {link.data?.linked ? (
          <UnlinkButton />
        ) : (
          link.data?.configured && (
            <LinkButton isBusy={start.isPending || start.isSuccess || returned.isPending} onLink={() => start.mutate()} />
          )
        )}
      </div>
      {error && (
        <div className="max-w-[560px]">
          <ErrorNotice
            title={link.error ? "Your Slack account did not load" : "Your Slack account was not linked"}
            stillWorks="You decide in the console as before."
            error={error}
            onRetry={() => (link.error ? void link.refetch() : start.mutate())}
          />
        </div>
      )}
    </section>
  );
}

function stateOf(link: SlackLink | undefined): string {
  if (!link) return "Loading.";
  if (link.linked) return "Linked. Buttons of requests in Slack decide as you, by the rules of the console.";
  if (!link.configured) return "This server is not connected to a Slack app.";
  return "Not linked. Link it to decide with the buttons of requests in Slack.";
}

function LinkButton({ isBusy, onLink }: { isBusy: boolean; onLink: () => void }) {
  const { you } = useMe();
  const blocked = !may(you, "approvals:decide") ? "Your role does not decide requests." : isBusy ? "Linking." : null;
  return (
    <Button blocked={blocked} onClick={onLink}>
      Link Slack account
    </Button>
  );
}

function UnlinkButton() {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.removeSlackLink(),
    onSuccess: async () => {
      await queries.invalidateQueries(queriesOf(["getSlackLink"]));
      toast("Slack account unlinked", { icon: <GateMark state="idle" /> });
    },
  });
  return (
    <div className="flex flex-col items-end gap-1">
      <Button blocked={remove.isPending ? "Unlinking." : null} onClick={() => remove.mutate()}>
        Unlink Slack account
      </Button>
      {remove.error && (
        <p role="alert" className="text-label text-deny">
          {remove.error.message}
        </p>
      )}
    </div>
  );
}
