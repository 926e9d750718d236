import { useMutation, useQueryClient } from "@tanstack/react-query";
import { itemsOf } from "#components/list/paged-list.ts";
import { queriesOf, usePages } from "#lib/api/use-op.ts";

const PAGE = { query: { limit: 200 } };

export function useWebhooks() {
  // A delivery changes the state of its endpoint.
  const list = usePages("listWebhooks", PAGE, { refreshMs: 5_000 });
  return { ...list, data: list.data && itemsOf(list) };
}

/** Changes a webhook or a delivery, then reads their lists again. */
export function useWebhookChange<Result, Input = void>(change: (input: Input) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // INVARIANT: the response may contain a secret, so it leaves the cache as soon as it is no longer displayed.
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries(queriesOf(["listWebhooks", "listDeliveries", "listOwnDeliveries"])),
  });
}
