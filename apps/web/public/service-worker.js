// The service worker of the console. It shows push messages and opens their pages. It has no fetch handler, so it neither sees nor caches
// responses of the API.

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(openPage(event.notification)));
self.addEventListener("notificationclose", (event) => event.waitUntil(countDisplayed()));

/** Shows a message `{title, body, url, tag}`. A message replaces a displayed one with the same tag. */
async function show(data) {
  const { title, body, url, tag } = data.json();
  await self.registration.showNotification(title, {
    body,
    tag,
    renotify: true,
    data: { url },
    icon: "/icons/icon-192.png",
    badge: "/icons/badge-96.png",
  });
  await countDisplayed();
}

/** Opens the page of a notification: focuses a window that shows it, otherwise opens a window. It never navigates a window with other content. */
async function openPage(notification) {
  notification.close();
  await countDisplayed();
  // INVARIANT: only pages of this origin are opened, whatever the message contains.
  const { pathname, search } = new URL(notification.data.url, self.location.origin);
  const target = self.location.origin + pathname + search;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find(({ url }) => url === target);
  await (shown ? shown.focus() : self.clients.openWindow(target));
}

/** Sets the badge of the installed app to the number of displayed notifications. The console sets the exact number when it is open. */
async function countDisplayed() {
  if (!self.navigator.setAppBadge) return;
  const displayed = await self.registration.getNotifications();
  await self.navigator.setAppBadge(displayed.length);
}
