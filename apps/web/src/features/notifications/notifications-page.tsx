"use client";

import dynamic from "next/dynamic";
import { Loaded } from "#features/settings/loaded.tsx";
import { SettingsHead } from "#features/settings/settings-head.tsx";
import { useOp } from "#lib/api/use-op.ts";

const SlackAccount = dynamic(() => import("./slack-account.tsx").then((module) => module.SlackAccount));
const PushSection = dynamic(() => import("./push-section.tsx").then((module) => module.PushSection));
const RoutingForm = dynamic(() => import("./routing-form.tsx").then((module) => module.RoutingForm));
const OwnDeliveries = dynamic(() => import("./own-deliveries.tsx").then((module) => module.OwnDeliveries));

/** The push messages, Slack account, channels, quiet hours and digest of the signed-in person, and the messages to them. */
export function NotificationsPage() {
  const settings = useOp("getNotifications", {});
  return (
    <Loaded query={settings} failed="Your notifications did not load" stillWorks="Requests reach you as before.">
      {(data) => (
        <>
          <SettingsHead title="Notifications">
            How requests and other events reach you. The console always shows them. No link in a message decides.
          </SettingsHead>
          <PushSection channels={data.channels} />
          <SlackAccount />
          <RoutingForm key={JSON.stringify(data)} settings={data} />
          <OwnDeliveries available={data.available} />
        </>
      )}
    </Loaded>
  );
}
