import * as notifications from "../notifications.ts";
import * as webhooks from "../webhooks.ts";
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
  {
    method: "post",
    path: "/notifications/test",
    operationId: "testNotifications",
    tag: "Channels",
    summary: "Send a test e-mail to yourself",
    access: "session",
    responses: { 202: ok("Queued", webhooks.Delivery) },
    errors: [...write],
  },
  {
    method: "get",
    path: "/notifications/deliveries",
    operationId: "listOwnDeliveries",
    tag: "Channels",
    summary: "List the messages to you with their attempts, newest first",
    access: "session",
    query: webhooks.DeliveryQuery,
    responses: { 200: ok("A page", webhooks.DeliveryPage) },
    errors: [...common, "INVALID_REQUEST"],
  },
  {
    method: "post",
    path: "/notifications/deliveries/:delivery_id/replay",
    operationId: "replayOwnDelivery",
    tag: "Channels",
    summary: "Send a message to you again at once",
    access: "session",
    responses: { 202: ok("Queued", webhooks.Delivery) },
    errors: [...write, "NOT_FOUND"],
  },
] as const satisfies readonly Route[];
