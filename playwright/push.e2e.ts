import { type FakePushService, startFakePushService } from "@agentlattice/test-kit/fake-push-service";
import { expect, type Page, test, type Worker } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.use({ viewport: { width: 390, height: 844 } });

const section = (page: Page) => page.getByRole("region", { name: "Push messages" });

async function call(method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${demo.agent_api_key}`, "content-type": "application/json" };
  const response = await fetch(`${demo.api_url}/api/v1/${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return response.json();
}

/** Connects the browser with a push service of the test: subscriptions are created there, and its messages reach the service worker. */
async function connect(page: Page): Promise<FakePushService> {
  const cdp = await page.context().newCDPSession(page);
  let registrationId = "";
  cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    registrationId = registrations.at(-1)?.registrationId ?? registrationId;
  });
  await cdp.send("ServiceWorker.enable");
  const service = await startFakePushService({
    port: Number(process.env.AL_PUSH_PORT),
    onMessage: ({ text }) => void cdp.send("ServiceWorker.deliverPushMessage", { origin: demo.console_url, registrationId, data: text }),
  });
  await page.exposeFunction("subscribeAtService", (key: string) => service.subscribe(key));
  await page.addInitScript(() => {
    const KEY = "subscription-of-the-test";
    // A browser without windows has no prompt for the permission.
    Notification.requestPermission = async () => "granted";
    Object.defineProperty(Notification, "permission", { get: () => "granted" });
    const open = (text: string) => ({
      ...JSON.parse(text),
      options: { applicationServerKey: null },
      toJSON: () => JSON.parse(text),
      unsubscribe: async () => localStorage.removeItem(KEY),
    });
    const globals = window as unknown as { subscribeAtService: (key: unknown) => Promise<object> };
    Object.assign(PushManager.prototype, {
      getSubscription: async () => {
        const text = localStorage.getItem(KEY);
        return text === null ? null : open(text);
      },
      subscribe: async ({ applicationServerKey }: PushSubscriptionOptionsInit) => {
        const text = JSON.stringify(await globals.subscribeAtService(applicationServerKey));
        localStorage.setItem(KEY, text);
        return open(text);
      },
    });
  });
  return service;
}

interface Displayed {
  readonly title: string;
  readonly tag: string;
}

/**
 * Replaces the notifications of the operating system, which a browser without windows does not have. `displayed` lists them, and `tap` clicks
 * one as the system does and returns the page that the service worker opens.
 */
async function replaceNotifications(worker: Worker) {
  await worker.evaluate(() => {
    const scope = globalThis as unknown as { shown: (Displayed & { close(): void })[]; badge: number };
    scope.shown = [];
    Object.defineProperty(navigator, "setAppBadge", {
      value: async (count: number) => {
        scope.badge = count;
      },
    });
    Object.assign(ServiceWorkerRegistration.prototype, {
      showNotification: async (title: string, options: { tag: string }) => {
        const close = () => {
          scope.shown = scope.shown.filter((one) => one.tag !== options.tag);
        };
        close();
        scope.shown.push({ title, ...options, close });
      },
      getNotifications: async () => scope.shown,
    });
  });
  return {
    displayed: () =>
      worker.evaluate((): Displayed[] => (globalThis as unknown as { shown: Displayed[] }).shown.map(({ title, tag }) => ({ title, tag }))),
    badge: () => worker.evaluate(() => (globalThis as unknown as { badge: number }).badge),
    tap: (tag: string) =>
      worker.evaluate((wanted): Promise<string> => {
        const scope = globalThis as unknown as {
          shown: Displayed[];
          clients: { openWindow: (url: string) => Promise<null> };
          dispatchEvent(event: Event): boolean;
        };
        const notification = scope.shown.find((one) => one.tag === wanted);
        return new Promise((done) => {
          // Only a click of a person may open a window, so the test opens it.
          scope.clients.openWindow = async (url) => {
            done(url);
            return null;
          };
          scope.dispatchEvent(Object.assign(new Event("notificationclick"), { notification, waitUntil: () => {} }));
        });
      }, tag),
  };
}

test("a push message leads to the decision with at most three taps on a phone", async ({ page, context }) => {
  test.setTimeout(120_000);
  const service = await connect(page);
  try {
    await signIn(page, demo, "/settings/notifications");
    await section(page).getByRole("button", { name: "Turn on in this browser" }).click();
    await expect(section(page).getByRole("status")).toContainText("On in this browser");
    await page.screenshot({ path: "test-results/push-390.png" });
    await expectClean(page);
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    const { badge, displayed, tap } = await replaceNotifications(worker);

    await section(page).getByRole("button", { name: "Send a test message" }).click();
    await expect.poll(displayed).toEqual([{ title: "Test message of AgentLattice", tag: "test" }]);

    const asked = await call("POST", "actions", { action_type: "pr.merge", metadata: { target: "acme/shop#44" } });
    await expect.poll(displayed).toContainEqual({ title: `Approval needed: ${asked.policy_name}`, tag: asked.approval_id });
    await expect.poll(badge).toBe(2);
    // The first tap.
    const opened = await tap(asked.approval_id);
    expect(opened).toBe(`${demo.console_url}/approvals/${asked.approval_id}`);
    await page.goto(opened);
    // The second tap, and a third where the policy asks for a confirmation.
    await untilPressesCount(page);
    await page.getByRole("button", { name: /^Approve/ }).click();
    await expect.poll(async () => (await call("GET", `approvals/${asked.approval_id}`)).status).toBe("approved");
    expect(await displayed()).toHaveLength(1);
    expect(await badge()).toBe(1);

    await page.goto(`${demo.console_url}/settings/notifications`);
    await expect(page).toHaveTitle(/^\(\d+\) /);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.screenshot({ path: "test-results/push-1440.png" });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("region", { name: "Messages to you" }).scrollIntoViewIfNeeded();
    await page.screenshot({ path: "test-results/push-dark.png" });
    await section(page).getByRole("button", { name: "Turn off" }).click();
    await expect(section(page).getByRole("status")).toContainText("Off in this browser");
  } finally {
    await service.close();
  }
});

test("a browser that blocks notifications shows how to allow them", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Notification, "permission", { get: () => "denied" }));
  await signIn(page, demo, "/settings/notifications");
  await expect(section(page).getByRole("status")).toContainText("Allow them in the site settings");
  await expect(section(page).getByRole("button", { name: /Turn on/ })).toHaveCount(0);
});

test("the console can be installed, and its service worker caches nothing", async ({ request }) => {
  const manifest = await request.get(`${demo.console_url}/manifest.webmanifest`);
  const { start_url, display, icons } = await manifest.json();
  expect({ start_url, display }).toEqual({ start_url: "/approvals", display: "standalone" });
  for (const { src } of icons as { src: string }[]) {
    const icon = await request.get(`${demo.console_url}${src}`, { maxRedirects: 0 });
    expect([icon.status(), icon.headers()["content-type"]], src).toEqual([200, "image/png"]);
  }
  const worker = await request.get(`${demo.console_url}/service-worker.js`, { maxRedirects: 0 });
  expect(worker.headers()).toMatchObject({ "content-security-policy": "default-src 'none'; img-src 'self'", "cache-control": "no-cache" });
  expect(await worker.text()).not.toMatch(/caches\.|addEventListener\("fetch"/);
});
