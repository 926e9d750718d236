// Where personal data stand: with and without a word that says what they are. [type, make(m) => [value, datum]]
import { address, birthday, card, email, groups, iban, ipv4, ipv6, passport, person, phone, ssn, usPhone } from "./personal-values.mjs";

const ROUNDS = 12;
/** Texts any datum that tells itself may stand in. */
const TEXTS = [
  (s) => s,
  (s, m) => `Hi, this is ${person(m)}. You can reach us under ${s}, thanks!`,
  (s) => `Please update the record: old value ${s} (see ticket).`,
  (s, m) => `${m.date()}T${m.time()}Z INFO customer updated value="${s}" by=agent-7\n`,
  (s, m) => `id,name,value\n${m.int(1, 999)},${person(m)},${s}\n`,
  (s) => `<td class="cell">${s}</td>`,
  (s, m) => ({ tool: "crm.update", arguments: { id: m.int(1, 999), note: `call back: ${s}` } }),
  (s) => ({ rows: [["a", s, "b"]] }),
  (s) => `Notes:\n- met on Tuesday\n- ${s}\n- send the offer\n`,
  (s, m) => `INSERT INTO contacts VALUES (${m.int(1, 99)}, '${s.replaceAll("'", "''")}', now());`,
  (s) => JSON.stringify({ body: JSON.stringify({ text: `new: ${s}` }) }),
  (s) => `您好，我的信息是${s}，请更新。`,
];
const inText = (make) => (m) => {
  const datum = make(m);
  return [m.pick(TEXTS)(datum, m), datum];
};
const labelled =
  (make, ...labels) =>
  (m) => {
    const datum = make(m);
    const label = m.pick(labels);
    return [
      m.pick([
        (s) => `${label}: ${s}`,
        (s) => `Customer file. ${label} ${s}. Checked.`,
        (s) => `| ${label} | ${s} |`,
        (s) => `Name: ${person(m)}\n${label}: ${s}\nStatus: active\n`,
      ])(datum),
      datum,
    ];
  };
const member =
  (make, ...names) =>
  (m) => {
    const datum = make(m);
    const name = m.pick(names);
    return [
      m.pick([
        (s) => ({ customer: { name: person(m), [name]: s } }),
        (s) => ({ [name]: s }),
        (s) => JSON.stringify({ id: 4, [name]: s }),
        (s) => ({ fields: [{ name, value: s }] }),
        (s) => `${name}=${s}\n`,
      ])(datum),
      datum,
    ];
  };
const dated = (write) => (m) => {
  const b = birthday(m);
  const text = write(b, m);
  const datum = Object.values(b).find((form) => JSON.stringify(text).includes(form));
  return [text, datum];
};

const KINDS = [
  ["card", inText(card)],
  ["card", inText((m) => groups(card(m)))],
  ["card", inText((m) => groups(card(m), "-"))],
  ["card", labelled(card, "Card", "Visa", "credit card number", "PAN", "Kreditkarte")],
  ["card", member(card, "card_number", "cardNumber", "pan")],
  ["card", member((m) => groups(card(m)), "credit_card", "cc")],
  ["iban", inText(iban)],
  ["iban", inText((m) => groups(iban(m)))],
  ["iban", labelled((m) => groups(iban(m)), "IBAN", "Bank account", "Kontonummer")],
  ["iban", member(iban, "iban", "account", "bank_account")],
  ["us_ssn", labelled((m) => ssn(m).join("-"), "SSN", "Social Security Number", "social security no.")],
  ["us_ssn", inText((m) => ssn(m).join("-"))],
  ["us_ssn", labelled((m) => ssn(m).join(" "), "SSN", "social security number")],
  ["us_ssn", member((m) => ssn(m).join(""), "ssn", "social_security_number", "us_ssn")],
  ["email", inText(email)],
  ["email", inText(email)],
  ["email", labelled(email, "E-mail", "Mail", "contact", "From")],
  ["email", member(email, "email", "user", "reply_to", "owner")],
  [
    "email",
    (m) => {
      const e = email(m);
      return [`From: ${person(m)} <${e}>\r\nSubject: hello\r\n`, e];
    },
  ],
  [
    "email",
    (m) => {
      const e = email(m).replace(/["' ]/g, "");
      return [`<a href="mailto:${e}?subject=Hi">write</a>`, e];
    },
  ],
  ["phone", inText(phone)],
  ["phone", inText((m) => phone(m).replace(/[ ()-]/g, ""))],
  ["phone", inText(usPhone)],
  ["phone", labelled(phone, "Phone", "Tel.", "Mobile", "Handy", "Téléphone", "Cell", "WhatsApp")],
  ["phone", labelled(usPhone, "Phone", "Call", "fax", "mobile")],
  [
    "phone",
    labelled(
      (m) => `0${phone(m).replace(/^\+(49|44|33|41|31|61|27|46|90) ?|^\+\d+.*$/, "") || "170 2345678"}`,
      "Telefon",
      "Tel",
      "Phone",
      "Mobil",
    ),
  ],
  ["phone", member((m) => phone(m).replace(/[ ()-]/g, ""), "phone", "mobile", "customer_phone", "msisdn", "to_number")],
  ["phone", member((m) => Number(usPhone(m).replace(/\D/g, "")), "phone_number", "telephone")],
  [
    "phone",
    (m) => {
      const p = phone(m);
      return [m.pick([`联系电话：${p}`, `電話番号：${p}`, `телефон ${p}, звоните`, `رقم الهاتف ${p}`, `전화번호 ${p}`]), p];
    },
  ],
  [
    "phone",
    (m) => {
      const p = phone(m);
      return [`BEGIN:VCARD\nVERSION:3.0\nFN:${person(m)}\nTEL;TYPE=CELL:${p}\nEND:VCARD\n`, p];
    },
  ],
  [
    "phone",
    (m) => {
      const p = phone(m).replace(/[ ()-]/g, "");
      return [`<a href="tel:${p}">call</a> or https://wa.me/${p.slice(1)}`, p];
    },
  ],
  ["ip_address", inText(ipv4)],
  ["ip_address", inText(ipv6)],
  ["ip_address", labelled(ipv4, "IP", "client ip", "Remote address")],
  ["ip_address", member(ipv4, "ip", "remote_addr", "client_ip")],
  [
    "ip_address",
    (m) => {
      const ip = ipv4(m);
      return [`${ip} - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 2326`, ip];
    },
  ],
  [
    "ip_address",
    (m) => {
      const ip = ipv4(m);
      return [`connection from ${ip}:${m.int(1024, 65535)} refused; X-Forwarded-For: ${ip}, 10.0.0.1`, ip];
    },
  ],
  [
    "ip_address",
    (m) => {
      const ip = ipv6(m);
      return [`Failed password for root from ${ip} port ${m.int(1024, 65535)} ssh2`, ip];
    },
  ],
  ["passport", labelled(passport, "Passport No.", "passport number", "Passport", "Reisepass Nr.", "Numéro de passeport")],
  ["passport", member(passport, "passport", "passport_number", "passportNo")],
  [
    "passport",
    (m) => {
      const p = passport(m);
      return [`I will travel with my passport ${p}, which is valid until ${m.int(2027, 2034)}.`, p];
    },
  ],
  ["address", inText(address)],
  ["address", labelled(address, "Address", "Ship to", "Billing address", "lives at", "Adresse")],
  ["address", member(address, "address", "shipping_address", "home_address")],
  [
    "address",
    (m) => {
      const street = `${m.int(10, 999)} ${m.word()[0].toUpperCase()}${m.word().slice(1)} Street`;
      return [{ customer: { street, city: "Springfield", state: "IL", postal_code: "62704" } }, street];
    },
  ],
  [
    "address",
    (m) => {
      const a = address(m);
      return [`Please send it to ${person(m)}, ${a}. The bell is broken.`, a];
    },
  ],
  ["date_of_birth", dated((b, m) => m.pick([`DOB: ${b.us}`, `Date of birth: ${b.iso}`, `D.O.B. ${b.eu}`, `Birthday: ${b.british}`]))],
  [
    "date_of_birth",
    dated((b, m) => m.pick([`${person(m)} was born on ${b.long} in Lyon.`, `She was born ${b.british}.`, `my birthday is ${b.long}`])),
  ],
  [
    "date_of_birth",
    dated((b, m) =>
      m.pick([
        `geboren am ${b.de} in Ulm`,
        `Geburtsdatum: ${b.de}`,
        `né le ${b.eu}`,
        `Fecha de nacimiento: ${b.eu}`,
        `data di nascita ${b.eu}`,
        `出生日期：${b.cjk}`,
        `生年月日：${b.cjk}`,
        `дата рождения: ${b.de}`,
      ]),
    ),
  ],
  [
    "date_of_birth",
    dated((b, m) =>
      m.pick([
        { date_of_birth: b.iso },
        { patient: { name: person(m), dob: b.us } },
        { birthDate: b.iso },
        { fields: [{ name: "birthday", value: b.de }] },
        { user: { born: b.iso } },
      ]),
    ),
  ],
  ["date_of_birth", dated((b, m) => `name,dob,city\n${person(m)},${b.iso},Oslo\n`)],
];

/** @returns {{ type: string, value: unknown, datum: string }[]} */
export const fourthPersonal = (m) =>
  Array.from({ length: ROUNDS }, () =>
    KINDS.map(([type, make]) => {
      const [value, datum] = make(m);
      return { type, value, datum: String(datum) };
    }),
  ).flat();
