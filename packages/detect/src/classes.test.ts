import { budgetFor } from "@agentlattice/patterns";
import { randomNumbers } from "@agentlattice/patterns/testing";
import { describe, expect, it } from "vitest";
import { compileMatcher } from "./match/matcher.ts";
import { layersOf } from "./normalize/layers.ts";
import { findPersonalData } from "./pii/find-personal-data.ts";
import type { NationalId } from "./pii/types.ts";
import { SECRET_RULES } from "./rules/secret-rules.ts";
import { candidatesOf, scanText } from "./secrets/scan-text.ts";
import { expandTemplate } from "./testing/expand-template.ts";

const matcher = compileMatcher(SECRET_RULES);
const make = (template: string) => expandTemplate(template, randomNumbers(5));
const KEY = make("{A-Za-z0-9:19}Z7{A-Za-z0-9:19}");
const GITHUB = make("ghp_{A-Za-z0-9:36}");
const UUID = "6c240978-0fbc-4a50-ac6e-24d48d80361f";

/** Returns the texts that findings cover. */
function secretsIn(text: string, name = ""): string[] {
  const { findings } = scanText(layersOf(text), name, { matcher }, budgetFor(text.length));
  return findings.filter(({ confidence }) => confidence >= 0.5).map(({ start, end }) => text.slice(start, end));
}

function personalDataIn(text: string, nationalIds: readonly NationalId[] = []): string[] {
  const scan = { lookups: 60, regions: ["US"], known: new Map(), hints: new Map(), nationalIds };
  return findPersonalData(layersOf(text), "", scan).flatMap(({ type, confidence }) => (confidence >= 0.6 ? [type] : []));
}

describe("passwords that people choose", () => {
  it.each(["Welcome2019", "sunshine99", "london88", "iloveyou2", "Abcd1234"])("%s is found under `password`", (value) => {
    expect(secretsIn(value, "password")).toEqual([value]);
    expect(secretsIn(`password: ${value}`)).toEqual([value]);
  });

  it.each(["changeme", "\u0024{PASSWORD}", "<password>", "********", "your_password", "None"])("%s is a placeholder", (value) => {
    expect(secretsIn(value, "password")).toEqual([]);
  });
});

describe("values of names", () => {
  const password = make("Tx9!{A-Za-z0-9:10}q");
  const key = make("{a-f0-9:8}{0-9:4}{a-f:4}");

  it.each([
    ["base64 of a password", `password: ${btoa(password)}`, btoa(password)],
    ["the argument of a constructor", `private static String password = new String("${password}");`, password],
    ["quotes inside quotes", `buildConfigField "String", "DB_PASSWORD", "\\"${password}\\""`, password],
    ["the operator :::=", `BUILD_TOKEN :::= "${key.repeat(2)}"`, key.repeat(2)],
    ["a repeated block", `acme_api_key = "${"abcd1234".repeat(8)}"`, "abcd1234".repeat(8)],
  ])("%s is found and covered", (_, text, secret) => {
    expect(secretsIn(text)).toEqual([secret]);
  });

  it.each([
    "cookie: 'csrftoken=u32t4o3tb3gg43; theme=dark'",
    'cpm_password: "{{ansible_pw}}"',
    "We compute the rest and pass to Machoreloc1 to stream out.",
    "exports.freshdeskApiRequestAllItems = freshdeskApiRequestAllItems;",
    `token: ${btoa('{"page":2,"size":50,"sort":"name"}')}`,
  ])("%s raises no alarm", (text) => {
    expect(secretsIn(text)).toEqual([]);
  });
});

describe("wrapped encodings", () => {
  const plain = `export GITHUB=${make("ghp_{A-Za-z0-9:30}")}x1Y2z3 # deploy of the build server`;
  const wrap = (text: string, width: number) => (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join("\n");

  it.each([4, 10, 16, 40, 64, 76])("base64 at width %i is found and covered from the first line to the last", (width) => {
    const text = wrap(Buffer.from(plain).toString("base64").replace(/=+$/, ""), width);
    expect(secretsIn(text)).toEqual([text]);
  });

  it("finds wrapped hexadecimal", () => {
    const text = wrap(Buffer.from(`token=${GITHUB} for the nightly build`).toString("hex"), 32);
    expect(secretsIn(text)).toEqual([text]);
  });
});

describe("assignments", () => {
  it.each([
    `var apiToken string = "${KEY}"`,
    `const char api_key[] = "${KEY}";`,
    `API_TOKEN ?= ${KEY}`,
    `CFLAGS_TOKEN += ${KEY}`,
    `api_token <- "${KEY}"`,
    `DECLARE @token NVARCHAR(64) = N'${KEY}'`,
    `if (api_token == "${KEY}") {`,
    `$token .= "${KEY}"`,
  ])("%s", (text) => {
    expect(secretsIn(text)).toEqual([KEY]);
  });

  it("finds the value of a build setting with escaped quotes", () => {
    expect(secretsIn(`buildConfigField "String", "API_KEY", "\\"${KEY}\\""`).join()).toContain(KEY);
  });
});

describe("names of vendors", () => {
  it.each([`ACME_KEY=${KEY}`, `weatherKey: "${KEY}"`, `STRIPE_KEY = "${KEY}"`])("%s", (text) => {
    expect(secretsIn(text)).toEqual([KEY]);
  });

  it.each([`rollbar_token = '${UUID}'`, `HEROKU_API_KEY=${UUID}`, `SNYK_TOKEN: ${UUID}`])("finds a UUID: %s", (text) => {
    expect(secretsIn(text)).toEqual([UUID]);
  });

  it.each([`requestToken: "${UUID}"`, `the signing key ${UUID} was rotated`])("leaves the UUID of a request or thing: %s", (text) => {
    expect(secretsIn(text)).toEqual([]);
  });
});

describe("personal data behind encodings", () => {
  it.each([
    ["email", Buffer.from("Please write to ana.diaz@acme-shop.org about the refund").toString("base64")],
    ["iban", Buffer.from("IBAN GB33BUKB20201555555555 of the customer").toString("hex")],
    ["card", "card \\u0034111 1111 1111 1111"],
  ])("finds a value of type %s", (type, text) => {
    expect(personalDataIn(text)).toEqual([type]);
  });
});

describe("texts that hold nothing", () => {
  it.each([
    "PASS_TO = 'worker7Queue'",
    "We pass Zq81xKfP2mQ7 to the worker",
    `"passport": "required2"`,
    "const AUTH_HEADER = 'X-Authorization-Token';",
  ])("no credential: %s", (text) => {
    expect(secretsIn(text)).toEqual([]);
  });

  it.each(["snowflake 4539148803436467123", "ts=4485040993287642000", "Chrome/119.20.3.4 x", "package 2.1.0.17"])(
    "no personal data: %s",
    (text) => {
      expect(personalDataIn(text)).toEqual([]);
    },
  );
});

describe("national identifiers", () => {
  it.each([
    ["uk_nino", "NINO AB123456C"],
    ["pl_pesel", "PESEL 44051401359"],
    ["br_cpf", "CPF 529.982.247-25"],
    ["it_codice_fiscale", "RSSMRA85T10A562S"],
  ] as const)("%s is found only when it is asked for, and only with valid check digits", (type, text) => {
    expect(personalDataIn(text, [type])).toEqual([type]);
    expect(personalDataIn(text)).not.toContain(type);
  });

  it.each([
    ["pl_pesel", "PESEL 44051401358"],
    ["br_cpf", "CPF 529.982.247-26"],
  ] as const)("%s with a wrong check digit is not found", (type, text) => {
    expect(personalDataIn(text, [type])).not.toContain(type);
  });
});

describe("partial matches", () => {
  it("cover the rest of the credential", () => {
    const long = GITHUB + make("{A-Za-z0-9:40}");
    expect(secretsIn(`token: ${long}`)).toEqual([long]);
  });
});

it("reads a text of names without blanks in a bounded number of steps", () => {
  const text = "apikey://".repeat(20_000);
  const { names } = matcher.match(text);
  expect(names.length).toBe(20_000);
  expect(candidatesOf(layersOf(text), "", matcher).length).toBeLessThan(1_000);
});

it.each(["api_key,", "&quot;key&quot;:", "key=.)"])("reads %s, repeated, without looking for the end of the text at each name", (piece) => {
  const text = piece.repeat(40_000);
  expect(candidatesOf(layersOf(text), "", matcher).length).toBeLessThan(200_000);
});
