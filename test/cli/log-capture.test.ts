/** Logs as an input: the frames made of them, the line where one breaks, and the verdict on a run. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { conformRun } from "../../cli/conformance/run.js";
import { MAX_NODES, inputReader } from "../../cli/log-capture.js";
import { macOf } from "../../cli/log-packet.js";
import { readCapture } from "../../cli/read-capture.js";
import type { Frame } from "../../traces/capture/frame.js";
import { type LogEvent, MAX_LINE } from "../../traces/log/log.js";
import { instantOf } from "../../traces/log/time.js";
import { ipv6Bytes, ipv6Text } from "../../traces/wire/addresses.js";
import { dissect } from "../../traces/wire/dissect.js";
import type { Layer } from "../../traces/wire/layers.js";
import { logEvent } from "../traces/log/support.js";
import { file } from "./support/scratch.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);

const read = (bytes: Uint8Array, size = bytes.length) => {
  const frames: Frame[] = [];
  const reader = inputReader((frame) => frames.push({ ...frame, bytes: frame.bytes.slice() }));
  // One buffer for all chunks, as files are read.
  const chunk = Buffer.alloc(Math.max(1, size));
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    chunk.set(part);
    reader.push(chunk.subarray(0, part.length));
  }
  return { frames, problem: reader.end() };
};

const canonical = (address: string) => ipv6Text(ipv6Bytes(address), 0);
const canonicalPrefix = (prefix: string) => prefix.replace(/^[^/]*/, canonical);
const layer = <L extends Layer["layer"]>(layers: ReadonlyArray<Layer>, name: L) =>
  layers.find((one): one is Extract<Layer, { layer: L }> => one.layer === name);

const FLAGS = { A: 0x8000, H: 0x4000, L: 0x2000, K: 0x1000, M: 0x0800, R: 0x0400, P: 0x0200 };

/** What a dissected frame says, in the words of a log. */
const toldBy = (frame: Frame) => {
  const { layers, problem, rest } = dissect(frame.linkType, frame.bytes, frame.originalLength);
  expect({ problem, rest }).toEqual({ problem: undefined, rest: undefined });
  const ip = layer(layers, "ipv6")!;
  const ends = { from: ip.source, to: ip.destination };
  const icmp = layer(layers, "icmpv6");
  if (icmp !== undefined) {
    expect({ ok: icmp.checksumOk, hops: ip.hopLimit }).toEqual({ ok: true, hops: 255 });
    const { source, destination } = layer(layers, "ethernet")!;
    const options = "options" in icmp.message ? icmp.message.options : [];
    const prefixes = options.flatMap((one) =>
      one.option === "prefix-information" ? [`${one.prefix}/${one.prefixLength}`] : [],
    );
    const isRs = icmp.message.type === "router-solicitation";
    return {
      ...ends,
      macs: [source, destination],
      message: isRs ? { type: "RS" } : { type: "RA", prefixes },
    };
  }
  const { message, checksumOk } = layer(layers, "mobility")!;
  if (message.type !== "BU" && message.type !== "BA") throw new Error(message.type);
  expect(checksumOk).toBe(true);
  const { packetType, address } = layer(layers, "linux-cooked")!;
  const fields: Record<string, unknown> = { sequence: message.sequence, lifetime: 4 * message.lifetime, hnp: [] };
  for (const one of message.options) {
    if (one.option === "MN-ID") fields["mnId"] = new TextDecoder("utf-8", { ignoreBOM: true }).decode(one.identifier);
    if (one.option === "HNP") fields["hnp"] = [...(fields["hnp"] as []), `${one.prefix}/${one.prefixLength}`];
    if (one.option === "HI") fields["hi"] = one.indicator;
    if (one.option === "ATT") fields["att"] = one.technology;
    if (one.option === "MN-LLID") fields["llid"] = Buffer.from(one.identifier).toString("hex");
    if (one.option === "timestamp") fields["timestamp"] = one.seconds + one.fraction / 65_536;
  }
  const letters = Object.entries(FLAGS).flatMap(([letter, bit]) => ((message.flags & bit) === 0 ? [] : [letter]));
  if (message.type === "BA") expect(message.flags).toBe(0x20);
  const own = "status" in message ? { type: "PBA", status: message.status } : { type: "PBU", flags: letters.join("") };
  return {
    ...ends,
    direction: packetType === 4 ? "sent" : "received",
    macs: [
      Buffer.from(address.subarray(0, 6))
        .toString("hex")
        .replace(/(..)(?!$)/g, "$1:"),
    ],
    message: { ...fields, ...own },
  };
};

const toldByLog = ({ from, to, fromMac, toMac, direction, message }: LogEvent) => {
  const ends = { from: canonical(from), to: canonical(to) };
  const [source, destination] = [fromMac ?? macOf(from), toMac ?? macOf(to)];
  if (message.type === "RS") return { ...ends, macs: [source, destination], message };
  if (message.type === "RA")
    return {
      ...ends,
      macs: [source, destination],
      message: { ...message, prefixes: message.prefixes.map(canonicalPrefix) },
    };
  const hnp = message.hnp.map(canonicalPrefix);
  const flags = message.type === "PBU" ? { flags: message.flags ?? "AP" } : {};
  return { ...ends, direction, macs: [source], message: { ...message, hnp, ...flags } };
};

test("events, as frames, dissected, say what they said; however the log is cut and spaced", () => {
  const spaced = fc.tuple(logEvent, fc.constantFrom("\n", "\r\n", "\n\n", "\n \t\n"));
  fc.assert(
    fc.property(fc.array(spaced, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 900 }), (list, size) => {
      const text = list.map(([event, end]) => JSON.stringify(event) + end).join("");
      const { frames, problem } = read(bytesOf(` \n${text}`), size);
      expect(problem).toBeUndefined();
      expect(frames.map(toldBy)).toEqual(list.map(([event]) => toldByLog(event)));
      const lines = ` \n${text}`.split("\n");
      for (const [i, { number, at, seconds, nanoseconds, interface: node }] of frames.entries()) {
        const { time, node: name } = list[i]![0];
        expect(JSON.parse(lines[number - 1]!)).toEqual(list[i]![0]);
        expect(at).toBe(bytesOf(lines.slice(0, number - 1).join("\n")).length + 1);
        expect({ seconds, nanoseconds }).toEqual(instantOf(time));
        expect(node).toBe(frames[list.findIndex(([one]) => one.node === name)]!.interface);
      }
      expect(new Set(frames.map((frame) => frame.interface)).size).toBe(new Set(list.map(([one]) => one.node)).size);
    }),
  );
});

test("link-layer addresses that are not given", () => {
  expect(macOf("fe80::ff:fe00:1001")).toBe("02:00:00:00:10:01");
  expect(macOf("ff02::1")).toBe("33:33:00:00:00:01");
  expect(macOf("2001:db8:1::1")).toBe(macOf("2001:DB8:1:0::1"));
  const made = ["2001:db8:1::1", "2001:db8:1::11", "2001:db8:c::1", "fe80::1"].map(macOf);
  expect(new Set(made).size).toBe(4);
  for (const mac of made) expect(mac).toMatch(/^02:/);
});

const doc = readFileSync("docs/logs.md", "utf8");
const example = /^```json\n([^`]*)^```$/m.exec(doc)?.[1] ?? "";
const [first = ""] = example.split("\n");

test.each([
  { name: "no JSON", bad: bytesOf("nonsense\n"), found: "nonsense" },
  { name: "cut", bad: bytesOf(first.slice(0, 30)), found: first.slice(0, 30) },
  { name: "no UTF-8", bad: Uint8Array.of(0x7b, 0xff, 0x0a), found: "other bytes" },
  { name: "too long", bad: bytesOf(" ".repeat(MAX_LINE + 1) + "\n"), found: "more" },
  { name: "too long, without end", bad: bytesOf("x".repeat(3 * MAX_LINE)), found: "more" },
])("a line that is $name: where it is, and the lines before it stand", ({ bad, found }) => {
  const good = bytesOf(`\n${first}\n\n`);
  for (const size of [1000, 70_000, 10 ** 6]) {
    const { frames, problem } = read(
      Buffer.concat([good, bad, bytesOf(`\n${first}\n`)]).subarray(0, good.length + bad.length),
      size,
    );
    expect(frames.map(({ number, at }) => ({ number, at }))).toEqual([{ number: 2, at: 1 }]);
    expect(problem).toMatchObject({ kind: "corrupt", at: good.length, frame: 4, where: "log line", found });
  }
});

test("nodes without end", () => {
  const lines = Array.from({ length: MAX_NODES + 1 }, (_, i) => first.replace('"node": "mag1"', `"node": "${i}"`));
  const { frames, problem } = read(bytesOf(lines.join("\n")));
  expect(frames.length).toBe(MAX_NODES);
  expect(problem).toMatchObject({ kind: "corrupt", frame: MAX_NODES + 1, found: "another one" });
});

test.each([
  ["", "empty"],
  [" \n ", "not a capture"],
  ["[{}]", "not a capture"],
  [" ".repeat(3 * MAX_LINE), "not a capture"],
])("what is no log is read as a capture: %j", (text, kind) => {
  expect(read(bytesOf(text), 1000)).toMatchObject({ frames: [], problem: { kind } });
});

test("pcapng begins with ends of lines", () => {
  const head = Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a, 0x20, 0x7b, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a);
  expect(read(head, 3).problem).toMatchObject({ where: expect.stringContaining("pcapng") as unknown });
});

const judge = (...files: ReadonlyArray<string>) => conformRun({ files, deviations: [], version: "test" }, readCapture);

const byNode = (node: string) =>
  example
    .split("\n")
    .filter((line) => line.includes(`"node": "${node}"`))
    .join("\n");

test("the example of the documentation conforms: packed, in one file, and in one per node", async () => {
  const whole = await judge(file("example.ndjson.gz", gzipSync(example)));
  const each = await judge(...["mag1", "lma", "mag2"].map((node) => file(`${node}.ndjson`, byNode(node))));
  for (const { verdict, captures } of [whole, each]) {
    expect(verdict).toBe("conforms");
    expect(captures.reduce((sum, { frames }) => sum + frames, 0)).toBe(14);
    expect(captures.flatMap(({ deviations }) => deviations)).toEqual([]);
  }
  const handovers = whole.captures.flatMap((capture) => capture.handovers);
  expect(handovers.map(({ mn, from, to }) => [mn, from, to])).toEqual([["mn1", "mag1", "mag2"]]);
});

test("a late de-registration that is acknowledged is a deviation", async () => {
  const lines = byNode("lma").split("\n");
  const late = [2, 3].map((i) =>
    lines[i]!.replace(/"time": [\d.]+/, `"time": ${1_795_370_011 + i / 1000}`).replace(
      /"timestamp": [\d.]+/,
      '"timestamp": 1795370011',
    ),
  );
  const { verdict, captures } = await judge(
    file("late.ndjson", [...lines.slice(0, 2), ...lines.slice(4), ...late].join("\n")),
  );
  expect(verdict).toBe("violates");
  expect(captures[0]?.deviations.map(({ id, frame }) => ({ id, frame }))).toEqual([{ id: "R-03", frame: 6 }]);
});

test("a solicitation heard by two MAGs is two: the order of the logs changes nothing", async () => {
  const solicited = (node: string): string => {
    const lines = byNode(node);
    const time = Number(/"time": ([\d.]+)/.exec(lines)?.[1]) - 0.1;
    const rs = {
      time,
      node,
      direction: "received",
      from: "fe80::ff:fe00:1001",
      to: "ff02::2",
      message: { type: "RS" },
    };
    return `${JSON.stringify({ ...rs, fromMac: "02:00:00:00:10:01" })}\n${lines}`;
  };
  const logs = { mag1: solicited("mag1"), lma: byNode("lma"), mag2: solicited("mag2") };
  for (const order of [
    ["mag1", "lma", "mag2"],
    ["mag2", "mag1", "lma"],
    ["lma", "mag2", "mag1"],
  ] as const) {
    const { verdict, captures } = await judge(...order.map((node) => file(`rs-${node}.ndjson`, logs[node])));
    expect({ order, verdict, deviations: captures.flatMap(({ deviations }) => deviations) }).toEqual({
      order,
      verdict: "conforms",
      deviations: [],
    });
  }
});
