import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const create = (name: string) => org.post("agents", { name, capabilities: ["*"] });
const invite = (email: string) => org.post("invitations", { email, role: "operator" });

describe("the name of an agent", () => {
  it.each([
    ["twin", "Twin"],
    ["deploy-bot", "d\u0435ploy-bot"],
    ["caf\u00e9-bot", "cafe\u0301-bot"],
    ["wide-bot", "\uff57\uff49\uff44\uff45-bot"],
    ["soft-bot", "so\u00adft-bot"],
    ["two words", "two  words "],
  ])("%j is taken for %j", async (name, twin) => {
    expect((await create(name)).status).toBe(201);
    const refused = await create(twin);
    // A name with invisible characters is refused before it is compared.
    expect(["NAME_TAKEN", "INVALID_REQUEST"]).toContain(refused.body.code);
    expect(refused.status).toBeGreaterThanOrEqual(400);
  });

  it("stays as it was written, and another organisation may use it", async () => {
    const other = await api.createOrg("Other");
    const made = await other.post("agents", { name: "Twin", capabilities: ["*"] });
    expect(made).toMatchObject({ status: 201, body: { name: "Twin" } });
  });
});

describe("an email address", () => {
  it("is invited once in all its forms", async () => {
    expect((await invite("jos\u00e9@acme.test")).status).toBe(201);
    for (const twin of ["JOSE\u0301@acme.test", "jose\u0301@acme.test", "jos\u00e9@\u0430cme.test"])
      expect((await invite(twin)).body.code).toBe("ALREADY_INVITED");
  });

  it("of a member is not invited in another form", async () => {
    const { email } = await org.addMember("operator");
    expect((await invite(email.replace("acme", "\u0430cme"))).body.code).toBe("ALREADY_MEMBER");
    expect((await invite(email.toUpperCase())).body.code).toBe("ALREADY_MEMBER");
  });

  it("signs in in each form, and wrong guesses of all forms count together", async () => {
    const { email } = await org.addMember("operator");
    const signIn = (address: string, password: string) => api.call("POST", "auth/sign-in", { body: { email: address, password } });
    expect((await signIn(` ${email.toUpperCase()}`, PASSWORD)).status).toBe(200);
    const forms = [email, email.toUpperCase(), email.replace("acme", "\u0430cme"), ` ${email}`, `${email} `, email];
    const codes = [];
    for (const form of forms) codes.push((await signIn(form, "wrong")).body.code);
    expect(codes.at(0)).toBe("INVALID_CREDENTIALS");
    expect(codes.at(-1)).toBe("TOO_MANY_ATTEMPTS");
  });
});
