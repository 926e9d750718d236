import type { Notifications, PushSubscription } from "@agentlattice/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf, useOp } from "#lib/api/use-op.ts";
import { ownFingerprint, pushSupport, subscribeBrowser, unsubscribeBrowser } from "#lib/push/browser-push.ts";

const BROWSER = ["push-in-this-browser"] as const;
const LISTS = queriesOf(["getNotifications", "listPushSubscriptions", "listOwnDeliveries"]);

/** The push messages of the signed-in person: whether this browser receives them, and the other browsers. */
export function usePush({ channels }: Pick<Notifications, "channels">) {
  const queries = useQueryClient();
  const list = useOp("listPushSubscriptions", {});
  const browser = useQuery({
    queryKey: BROWSER,
    queryFn: async () => ({ support: pushSupport(), fingerprint: await ownFingerprint() }),
    staleTime: 0,
  });
  const refresh = async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: BROWSER }), queries.invalidateQueries(LISTS)]);
  };
  const turnOn = useMutation({
    mutationFn: async (publicKey: string) => {
      const subscription = await subscribeBrowser(publicKey);
      if (!subscription) return null;
      const { endpoint = "", keys = {} } = subscription.toJSON();
      const { p256dh = "", auth = "" } = keys;
      const created = await api.createPushSubscription({ body: { endpoint, keys: { p256dh, auth } } });
      if (!channels.includes("push")) await api.changeNotifications({ body: { channels: [...channels, "push"] } });
      return created;
    },
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: async ({ id, fingerprint }: PushSubscription) => {
      await api.deletePushSubscription({ params: { subscription_id: id } });
      if (fingerprint === browser.data?.fingerprint) await unsubscribeBrowser();
    },
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: (id: string) => api.testPushSubscription({ params: { subscription_id: id } }),
    onSettled: refresh,
  });
  const own = list.data?.data.find(({ fingerprint }) => fingerprint === browser.data?.fingerprint) ?? null;
  return { list, browser, own, others: list.data?.data.filter((one) => one !== own) ?? [], turnOn, remove, test };
}
