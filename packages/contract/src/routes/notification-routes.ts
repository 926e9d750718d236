import * as notifications from "../notifications.ts";
import { common, ok, type Route, write } from "./route.ts";

export const NOTIFICATION_ROUTES = [
  {
    method: "get",
    path: "/notifications",
    operationId: "getNotifications",
    tag: "Channels",
    summary: "Read how requests reach you",
    access: "session",
    responses: { 200: ok("Your settings", notifications.Notifications) },
    errors: [...common],
  },
  {
    method: "patch",
    path: "/notifications",
    operationId: "changeNotifications",
    tag: "Channels",
    summary: "Change your channels, quiet hours and digest",
    access: "session",
    body: notifications.NotificationPatch,
    responses: { 200: ok("Changed", notifications.Notifications) },
    errors: [...write],
  },
] as const satisfies readonly Route[];
