// Numbers and names of the third set that are nobody's: [kind, make].
const check = (body, weights, of) =>
  (of - ([...body].reduce((sum, digit, i) => sum + Number(digit) * weights[i % weights.length], 0) % of)) % of;
const lines = (count, make) => Array.from({ length: count }, (_, i) => make(i)).join("\n");
const QUIET = [
  [
    "order ids",
    (m) => ({
      order_id: m.num(10),
      invoice: `INV-${m.num(8)}`,
      order: Number(m.num(9)),
      reference: `ORD-${m.num(3)}-${m.num(7)}-${m.num(7)}`,
    }),
  ],
  ["amazon orders", (m) => lines(10, () => `Order ${m.num(3)}-${m.num(7)}-${m.num(7)} shipped`)],
  ["timestamps", (m) => lines(10, () => `17${m.num(8)} 17${m.num(11)} 2026-11-02T10:00:00.${m.num(9)}Z 20261102${m.num(6)}`)],
  ["timestamp values", (m) => ({ created: Number(`17${m.num(11)}`), updated_at: Number(`17${m.num(8)}`), nanos: `17${m.num(17)}` })],
  [
    "versions",
    (m) =>
      lines(
        10,
        () =>
          `v${m.num(1)}.${m.num(2)}.${m.num(1)} 10.${m.num(1)}.${m.num(1)}.${m.num(4)} Chrome/12${m.num(1)}.0.${m.num(4)}.${m.num(2)} version 4.8.${m.num(1)}.0`,
      ),
  ],
  [
    "user agents",
    (m) =>
      lines(
        5,
        () =>
          `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/1${m.num(2)}.0.0.0 Safari/537.36 Edg/131.0.2903.${m.num(2)}`,
      ),
  ],
  [
    "assembly versions",
    (m) => `Version=4.0.0.0 FileVersion 10.0.19041.${m.num(4)} nginx/1.25.${m.num(1)} package 1.2.3.4-1ubuntu0.${m.num(1)}`,
  ],
  ["coordinates", (m) => lines(10, () => `${m.num(2)}.${m.num(6)}, -${m.num(2)}.${m.num(6)} lat=${m.num(2)}.${m.num(7)}`)],
  ["hashes", (m) => lines(10, () => `${m.hex(32)} ${m.hex(40)} ${m.hex(64)} ${m.uuid()}`)],
  ["tracking", (m) => lines(10, () => `1Z${m.up(16)} 94001${m.num(17)} JD0${m.num(18)} RR${m.num(9)}DE ${m.num(12)}`)],
  [
    "isbn",
    (m) =>
      lines(10, () => {
        const body = `978${m.num(9)}`;
        return `ISBN ${body}${check(body, [1, 3], 10)} EAN 4${m.num(12)} ISSN ${m.num(4)}-${m.num(4)}`;
      }),
  ],
  ["ean values", (m) => ({ ean: `40${m.num(11)}`, gtin: `0${m.num(13)}`, upc: Number(m.num(12)), asin: `B0${m.up(8)}` })],
  ["vin", (m) => lines(10, () => `VIN WVWZZZ1JZ${m.num(1)}W${m.num(6)}`)],
  ["sku", (m) => lines(10, () => `SKU ${m.up(3)}-${m.num(3)}-${m.num(2)}-${m.num(4)} part ${m.num(3)}-${m.num(2)}-${m.num(3)}`)],
  ["imei", (m) => lines(5, () => `serial ${m.num(15)} build ${m.num(6)}.${m.num(3)}`)],
  ["prices", (m) => lines(10, () => `EUR ${m.num(3)},${m.num(3)}.00 $${m.num(4)}.${m.num(2)} ¥${m.num(6)} 1 ${m.num(3)} ${m.num(3)}`)],
  [
    "snowflake ids",
    (m) => ({ id: m.num(18), message_id: m.num(19), user: { id: Number(m.num(10)) }, account_id: m.num(12), build: Number(m.num(16)) }),
  ],
  ["long numbers", (m) => lines(10, () => `id ${m.num(16)} seq ${m.num(14)} batch ${m.num(12)}`)],
  ["uuid digits", (m) => lines(10, () => `${m.num(8)}-${m.num(4)}-4${m.num(3)}-9${m.num(3)}-${m.num(12)}`)],
  [
    "mac and times",
    (m) =>
      lines(
        10,
        () =>
          `${Array.from({ length: 6 }, () => m.hex(2)).join(":")} 10:22:3${m.num(1)} 00:1${m.num(1)}:${m.hex(2)} std::vector<int>::iterator a::b::c`,
      ),
  ],
  [
    "dates",
    (m) =>
      lines(
        10,
        () =>
          `created 2026-0${1 + (Number(m.num(1)) % 9)}-12, due 12/0${1 + (Number(m.num(1)) % 9)}/2026, released on 3 March 2024, founded 1998-04-02`,
      ),
  ],
  ["date members", () => ({ created_at: "1999-01-02", start_date: "2020-05-05", expires: "2030-01-01", release_date: "1985-10-26" })],
  [
    "at signs",
    (m) =>
      `npm i @scope/pkg@1.${m.num(1)}.2 lodash@4.17.21 @media (min-width: 1px) user@host git@github.com:a/b.git @Override foo@bar 3@4 actions/checkout@v4`,
  ],
  [
    "addresses of code",
    () =>
      "See 12 Angry Men, 3 Way Street fights, 100 Days of Code, section 4 Road to 1.0, 5 Star Drive-in rating, 221 tests passed in 14 Court cases, at line 42, column 10 of Lane.java",
  ],
  [
    "math",
    (m) => `3.14159265358979 2.71828182845904 1.4142135623730951 0.${m.num(16)} 1e-10 ${m.num(3)}-${m.num(3)}=${m.num(3)} 555-${m.num(2)}`,
  ],
  [
    "chemistry",
    (m) => `CAS ${m.num(5)}-${m.num(2)}-${m.num(1)} EC ${m.num(3)}-${m.num(3)}-${m.num(1)} PMID ${m.num(8)} doi:10.${m.num(4)}/${m.num(6)}`,
  ],
  [
    "passports of code",
    () =>
      'import passport from "passport"; passport.use(new LocalStrategy()); passport: "local", passport-jwt 4.0.1, the passport module v0.7.0 handles 1000000 logins',
  ],
  ["ports and masks", () => "listening on 0.0.0.0:8080, 255.255.255.0, 127.0.0.1, ::1, ::, 1.1 and 2.2"],
  ["sections", (m) => lines(10, () => `1.2.${m.num(1)}.4 Requirements; RFC 5321 4.1.1.${m.num(1)}; OID 1.3.6.1.4.1.${m.num(5)}.1.2`)],
  [
    "phones of none",
    (m) =>
      lines(
        10,
        () =>
          `room 415-${m.num(3)}, ticket #${m.num(7)}, 2026-${m.num(4)}, pages 1201-${m.num(4)}, resolution 1920x1080, +${m.num(2)}%, offset +0200, diff +1,${m.num(3)} -2,${m.num(3)}`,
      ),
  ],
  [
    "ids that look like ibans",
    (m) => lines(10, () => `DE${m.num(20)} GB${m.num(2)}${m.b32(4)}${m.num(14)} AT-${m.num(6)} FR${m.num(11)} (VAT) NL${m.num(9)}B01`),
  ],
  [
    "svg",
    (m) =>
      lines(
        5,
        () =>
          `M${m.num(2)}.${m.num(3)} ${m.num(2)}.${m.num(3)}C${m.num(3)}.${m.num(2)},${m.num(3)}.${m.num(2)} ${m.num(3)}.${m.num(1)},${m.num(3)}`,
      ),
  ],
  ["sql ids", (m) => lines(8, () => `(${m.num(5)}, ${m.num(10)}, '${m.num(3)}-${m.num(4)}', ${m.num(9)}, ${m.num(12)}),`)],
  ["vectors", (m) => ({ embedding: Array.from({ length: 40 }, () => Number(`0.0${m.num(15)}`)) })],
];

/** @returns {{ kind: string, value: unknown }[]} */
export const thirdImpersonal = (m, rounds) =>
  Array.from({ length: rounds }, () => QUIET.map(([kind, make]) => ({ kind, value: make(m) }))).flat();
