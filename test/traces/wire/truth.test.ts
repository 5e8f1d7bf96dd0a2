/** Every mobility message of the recordings of ours, as the record of what happened has it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dissect } from "../../../traces/wire/dissect.js";
import type { Ipv6, Mobility, MobilityOption } from "../../../traces/wire/layers.js";
import { captures, type Frame, hasCaptures, pathOf, readCapture, truths } from "./support/captures.js";
import { showHex } from "./support/hex.js";

type Signal = {
  readonly capture: string;
  readonly frame: number;
  readonly type: string;
  readonly src: string;
  readonly dst: string;
  readonly seq: number;
  readonly status: number | null;
  /** Seconds. */
  readonly lifetime: number;
  readonly flags: string;
  readonly options: ReadonlyArray<readonly [name: string, data: string]>;
  readonly ext?: ReadonlyArray<string>;
};

const OPTION_NAMES: Readonly<Partial<Record<MobilityOption["option"], string>>> = {
  "alternate-care-of-address": "AltCoA",
  "link-local-address": "LLAddr",
  timestamp: "Timestamp",
};

/** The letters of the flags that are set, by their bits. */
const letters = (flags: number, bits: Readonly<Record<string, number>>) =>
  Object.entries(bits)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([letter]) => letter)
    .join("");
const UPDATE = { A: 0x8000, H: 0x4000, L: 0x2000, K: 0x1000, M: 0x800, R: 0x400, P: 0x200 };
const ACKNOWLEDGEMENT = { K: 0x80, R: 0x40, P: 0x20 };

const read = (frame: Frame) => {
  const { layers } = dissect(frame.linkType, frame.bytes, frame.originalLength);
  const mobility = layers.find((layer): layer is Mobility => layer.layer === "mobility");
  const ip = layers.findLast((layer): layer is Ipv6 => layer.layer === "ipv6");
  const m = mobility?.message;
  if (mobility === undefined || ip === undefined || (m?.type !== "BU" && m?.type !== "BA")) return undefined;
  const end = mobility.at + 8 * (mobility.headerLength + 1);
  const flags = letters(m.flags, m.type === "BU" ? UPDATE : ACKNOWLEDGEMENT);
  const ext = layers.flatMap((layer) => {
    if (layer.layer === "routing") return layer.homeAddress === undefined ? [] : [`RH2 seg=${layer.homeAddress}`];
    if (layer.layer !== "destination-options") return [];
    return layer.options.flatMap((o) => (o.option === "home-address" ? [`HAO=${o.address}`] : []));
  });
  return {
    type: flags.includes("P") ? `P${m.type}` : m.type,
    src: ip.source,
    dst: ip.destination,
    seq: m.sequence,
    status: "status" in m ? m.status : null,
    lifetime: 4 * m.lifetime,
    flags,
    // The record ends an option where the message says it ends.
    options: m.options.map(
      (o) => [OPTION_NAMES[o.option] ?? o.option, showHex(o.data.subarray(0, end - o.at - 2))] as const,
    ),
    ext,
  };
};

describe.skipIf(!hasCaptures)("the record of what happened", () => {
  test("has the same messages", () => {
    let compared = 0;
    for (const truth of truths) {
      const { signalling = [] } = JSON.parse(readFileSync(pathOf(truth), "utf8")) as { signalling?: Signal[] };
      const frames = new Map<string, Frame[]>();
      for (const { capture, frame, ext = [], ...said } of signalling) {
        const file = truth.replace("truth.json", `${capture}.pcap`);
        if (!captures.includes(file) || !("flags" in said)) continue;
        const all = frames.get(file) ?? readCapture(file);
        frames.set(file, all);
        const { type, src, dst, seq, status, lifetime, flags, options } = said;
        const expected = { type, src, dst, seq, status, lifetime, flags, options, ext };
        expect({ file, frame, ...read(all[frame - 1]!) }).toEqual({ file, frame, ...expected });
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(700);
  });
});
