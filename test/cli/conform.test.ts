/** `mpacheck conform` around the judge of runs: files, mistakes, exit codes, formats. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { Conformance } from "../../report/conformance.js";
import { parseArguments } from "../../cli/arguments.js";
import { perform } from "../../cli/commands.js";
import { ask, surroundings } from "./ask.js";
import { fake } from "./fake/workbench.js";
import { run, start } from "./run.js";
import { rawCapture, updateBy } from "./support/frames.js";
import { file, folder, jsonFile } from "./support/scratch.js";

const capture = rawCapture(updateBy("mn1@example.net"), updateBy("mn1@example.net"));
const good = file("good.pcap", capture);
const bad = file("bad.pcap", capture);
const none = file("none.pcap", rawCapture());
const cut = file("cut.pcap", capture.subarray(0, capture.length - 1));
const badCut = file("bad-cut.pcap", capture.subarray(0, capture.length - 1));

const declared = jsonFile("declared.json", { deviations: [{ id: "R-03", reason: "known of this daemon" }] });
const roles = jsonFile("roles.json", {
  entities: [
    { name: "lma", kind: "lma", addresses: ["2001:DB8:1::1"] },
    { name: "mn1", kind: "mn", prefixes: ["2001:db8:100::/64"], macs: ["02-00-00-00-10-01"], mnId: "mn1@example.net" },
  ],
});

test.each([
  { code: 0, args: [good], says: /^conforms: 1 capture, 2 frames, 2 observations, 0 handovers, no deviation\n/ },
  { code: 1, args: [bad], says: /^violates: .*1 kind of deviation\n/ },
  { code: 0, args: [bad, "--deviations", declared], says: /^conforms: .*1 kind of deviation, each declared\n/ },
  { code: 0, args: [bad, "--deviations", declared], says: /^ +declared: known of this daemon$/m },
  { code: 3, args: [none], says: /^inconclusive: 1 capture, 0 frames, 0 observations/ },
  { code: 3, args: [cut], says: /^inconclusive: .*, 1 capture not read to the end\n.*cut.pcap: frame 2 at byte / },
  { code: 1, args: [badCut], says: /^violates: .*1 capture not read to the end\n/ },
  { code: 3, args: [good, none], says: /^inconclusive: 2 captures of one run, 2 frames, / },
  { code: 1, args: [none, bad, good], says: /^violates: 3 captures of one run, 4 frames, / },
  { code: 0, args: [good, "--scenario", "good"], says: /^ {2}handover: mpa$/m },
  { code: 0, args: [good], says: /^ {2}handover: whatever is seen$/m },
  { code: 0, args: [good, "--roles", roles], says: /^ {2}roles: lma, mn1$/m },
])("exit code $code: $args", async ({ code, args, says }) => {
  const ended = await ask("conform", ...args);
  expect(ended.out).toMatch(says);
  expect(ended).toMatchObject({ code, err: [] });
});

test("exit codes of the program", async () => {
  expect(await run("conform", good)).toMatchObject({ code: 0, err: "" });
  expect(await run("conform", bad)).toMatchObject({ code: 1, err: "" });
  expect(await run("conform", "nowhere.pcap")).toEqual({
    code: 2,
    out: "",
    err: "mpacheck: nowhere.pcap: no such file\n",
  });
  expect(await run("conform", none)).toMatchObject({ code: 3, err: "" });
});

test("colours mark, and change no text", async () => {
  const coloured = await start(["conform", bad], undefined, { FORCE_COLOR: "1" }).ended;
  const pale = await run("conform", bad);
  expect(coloured.out).toContain("\u001b[31m\u001b[1mviolates");
  // oxlint-disable-next-line no-control-regex -- to find the colours is what it is for
  expect(coloured.out.replace(/\u001b\[\d+m/g, "")).toBe(pale.out);
});

test.each([
  { args: [good, good], says: `${good}: expected each capture once, got it again` },
  { args: [good, join(folder, ".", "good.pcap")], says: "good.pcap: expected each capture once, got it again" },
  { args: [good, "nowhere.pcap", "test"], says: "nowhere.pcap: no such file" },
  { args: [good, "nowhere.pcap", "test"], says: "test: expected a file, got a directory" },
  { args: [good, "--scenario", "goood"], says: "--scenario: unknown scenario 'goood'; did you mean 'good'?" },
  { args: [good, "--roles", "nowhere.json"], says: "nowhere.json: no such file" },
  { args: [good, "--deviations", "test"], says: "test: expected a file, got a directory" },
  { args: ["nowhere.pcap", "--roles", "nowhere.json"], says: "nowhere.pcap: no such file\nnowhere.json: no such file" },
])("exit code 2: $args", async ({ args, says }) => {
  const ended = await ask("conform", ...args);
  expect(ended.err.join("\n")).toContain(says);
  expect(ended).toMatchObject({ code: 2, out: "" });
});

test.skipIf(process.platform === "win32")("a pipe cannot be read twice", async () => {
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  const asked = ask("conform", fifo);
  // A pipe is not open before somebody writes to it.
  execFileSync("bash", ["-c", `: > ${fifo} &`]);
  expect((await asked).err).toEqual([`${fifo}: expected a file that can be read twice, got a pipe`]);
});

const entity = { name: "lma", kind: "lma" };

test.each([
  {
    option: "--roles",
    name: "r-syntax",
    content: '{\n  "entities": [}',
    says: "line 2, column 16: expected JSON, got '}'",
  },
  { option: "--roles", name: "r-list", content: [], says: "expected an object, got []" },
  { option: "--roles", name: "r-empty", content: {}, says: "entities: expected a list, got nothing" },
  {
    option: "--roles",
    name: "r-key",
    content: { entitys: [] },
    says: "entitys: unknown key; did you mean 'entities'?",
  },
  {
    option: "--roles",
    name: "r-inner",
    content: { entities: [{ ...entity, adresses: [] }] },
    says: "entities.0.adresses: unknown key; did you mean 'addresses'?",
  },
  {
    option: "--roles",
    name: "r-kind",
    content: { entities: [{ name: "lma", kind: "lmaa" }] },
    says: 'entities.0.kind: expected "lma" | "mag" | "mn" | "cn", got "lmaa"; did you mean \'lma\'',
  },
  {
    option: "--roles",
    name: "r-address",
    content: { entities: [entity, { ...entity, name: "m", addresses: ["::1", "2001:db8::g"] }] },
    says: 'entities.1.addresses.1: expected an IPv6 or IPv4 address, got "2001:db8::g"',
  },
  {
    option: "--roles",
    name: "r-prefix",
    content: { entities: [{ ...entity, prefixes: ["2001:db8::/129"] }] },
    says: 'entities.0.prefixes.0: expected a prefix such as 2001:db8:100::/64, got "2001:db8::/129"',
  },
  {
    option: "--roles",
    name: "r-mac",
    content: { entities: [{ ...entity, macs: "02:00" }] },
    says: 'entities.0.macs: expected a list, got "02:00"',
  },
  {
    option: "--roles",
    name: "r-name",
    content: { entities: [{ ...entity, name: "\u001b[31m" }] },
    says: 'entities.0.name: expected a name of letters, digits, dots, dashes and @, got "\\u001b[31m"',
  },
  {
    option: "--roles",
    name: "r-twice",
    content: { entities: [entity, entity] },
    says: "entities.1.name: expected each name once, got 'lma' again",
  },
  {
    option: "--deviations",
    name: "d-syntax",
    content: "{",
    says: "line 1, column 2: expected JSON, got the end of the line",
  },
  { option: "--deviations", name: "d-list", content: { deviations: {} }, says: "deviations: expected a list, got {}" },
  {
    option: "--deviations",
    name: "d-id",
    content: { deviations: [{ id: "MPA-6.3-1", reason: "?" }] },
    says: "deviations.0.id: unknown requirement 'MPA-6.3-1'; did you mean 'MPA-6.3-0'",
  },
  {
    option: "--deviations",
    name: "d-race",
    content: { deviations: [{ id: "R-1x2", reason: "?" }] },
    says: "deviations.0.id: unknown requirement 'R-1x2'",
  },
  {
    option: "--deviations",
    name: "d-reason",
    content: { deviations: [{ id: "R-01i", reason: " " }] },
    says: "deviations.0.reason: expected why it is accepted, got nothing",
  },
  {
    option: "--deviations",
    name: "d-missing",
    content: { deviations: [{ id: "E-14" }] },
    says: "deviations.0.reason: expected string, got nothing",
  },
  {
    option: "--deviations",
    name: "d-key",
    content: { deviations: [{ id: "R-04i", reason: "?", frame: 3 }] },
    says: "deviations.0.frame: unknown key",
  },
  {
    option: "--deviations",
    name: "d-twice",
    content: {
      deviations: [
        { id: "R-03", reason: "?" },
        { id: "R-03", reason: "!" },
      ],
    },
    says: "deviations.1.id: expected each id once, got 'R-03' again",
  },
])("exit code 2: $option $name", async ({ option, name, content, says }) => {
  const path = typeof content === "string" ? file(`${name}.json`, content) : jsonFile(`${name}.json`, content);
  const { code, out, err } = await ask("conform", good, option, path);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err.join("\n")).toContain(`${path}: ${says}`);
});

test("an interrupted run is inconclusive, and says so", async () => {
  const asked = parseArguments(["conform", good], "1.2.3", 100);
  const { code, out } = await perform(fake(), asked, { ...surroundings, signal: AbortSignal.abort() });
  expect(code).toBe(3);
  expect(out).toMatch(/^inconclusive: .*not read to the end\n/);
  expect(out).toContain(`${good}: expected the rest of the capture, got an interruption`);
});

test.each(["R-03", "R-01i", "R-05b", "E-10", "MPA-6.3-0", "P-LOSS-1"])("%s can be declared", async (id) => {
  const path = jsonFile(`declared-${id}.json`, { deviations: [{ id, reason: "for a reason" }] });
  expect(await ask("conform", good, "--deviations", path)).toMatchObject({ code: 0, err: [] });
});

test.each([[good], [bad, none, cut], [bad, "--deviations", declared]])("JSON by its schema: %s", async (...args) => {
  const { out } = await ask("conform", ...args, "--format", "json");
  const json: unknown = JSON.parse(out);
  // What a codec does not know it drops; nothing may be dropped.
  expect(Conformance.decode(json)).toEqual(E.right(json));
});

test("as a diagram", async () => {
  const { code, out } = await ask("conform", bad, "--format", "mermaid");
  expect(code).toBe(1);
  expect(out).toMatch(/^# mpacheck conform: violates\n\n1\. .*bad\.pcap: 2 frames\n\n```mermaid\nsequenceDiagram\n/);
});
