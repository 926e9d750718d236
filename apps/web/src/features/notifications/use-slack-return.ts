import type { SlackLinkInput } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useEffect, useRef } from "react";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf } from "#lib/api/use-op.ts";

/** The parameters with which Slack redirects back: `state`, and `code` or `error`. */
const RETURN = { code: parseAsString, state: parseAsString, error: parseAsString };

/**
 * Completes the link of a Slack account when Slack has redirected to this page. INVARIANT: the parameters leave the URL at once, and a state is
 * sent once.
 */
export function useSlackReturn() {
  const [{ code, state, error }, setParams] = useQueryStates(RETURN, { history: "replace" });
  const queries = useQueryClient();
  const sent = useRef<string | null>(null);
  const { mutate, ...complete } = useMutation({
    mutationFn: (input: SlackLinkInput | null) => (input ? api.completeSlackLink({ body: input }) : Promise.resolve(null)),
    onSuccess: () => queries.invalidateQueries(queriesOf(["getSlackLink"])),
  });
  useEffect(() => {
    if (state === null || sent.current === state || (code === null && error === null)) return;
    sent.current = state;
    void setParams(null);
    mutate(code === null ? null : { code, state });
  }, [code, state, error, mutate, setParams]);
  return { isPending: complete.isPending, error: complete.error, isCancelled: complete.data === null };
}
