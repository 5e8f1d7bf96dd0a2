/** Every frame of the recorded captures, as it is and damaged. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat } from "../../../traces/wire/bytes.js";
import { complete } from "../../../traces/wire/complete.js";
import { dissect } from "../../../traces/wire/dissect.js";
import { emitLayers } from "../../../traces/wire/emit.js";
import { NO_FRAGMENTS, reassemble } from "../../../traces/wire/fragments.js";
import type { Dissection, Layer, Malformed } from "../../../traces/wire/layers.js";
import { captures, type Frame, hasCaptures, readCapture } from "./support/captures.js";
import { showHex } from "./support/hex.js";

const NOTHING = new Uint8Array(0);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** What holds of every frame, whatever is in it. */
const check = (bytes: Uint8Array, { layers, problem, rest = NOTHING }: Dissection) => {
  if (!isSame(concat(emitLayers(layers), rest), bytes))
    expect(showHex(concat(emitLayers(layers), rest))).toBe(showHex(bytes));
  if (problem !== undefined && !(problem.at >= 0 && problem.at <= bytes.length))
    throw new Error(JSON.stringify(problem));
  if (layers.length > 33) throw new Error(`${layers.length} layers`);
  let at = 0;
  for (const layer of layers) {
    if (layer.at !== at) throw new Error(`${layer.layer} is at ${at}, not ${layer.at}`);
    at += emitLayers([layer]).length;
  }
};

/** Of recordings of ours there are many alike: one line says it for a folder, and leaves out where in the frame. */
const keyOf = (capture: string, { at, layer, expected, found, truncated }: Malformed) => {
  const [folder = ""] = capture.split("/");
  const what = `${layer}: expected ${expected}, got ${found}`;
  if (capture.includes("snap110")) return `${capture}: cut: ${layer}`;
  if (/^(lab|sim)-/.test(folder)) return `${folder}: ${what}`;
  return `${capture}: ${truncated ? "cut: " : ""}byte ${at}: ${what}`;
};

const FEW = 12;

/** What makes no sense in the captures, and the frames it is in. */
const census = () => {
  const found = new Map<string, number[]>();
  for (const capture of captures)
    for (const { number, linkType, bytes, originalLength } of readCapture(capture)) {
      const { problem } = dissect(linkType, bytes, originalLength);
      if (problem === undefined) continue;
      const key = keyOf(capture, problem);
      found.set(key, [...(found.get(key) ?? []), number]);
    }
  return [...found].map(
    ([what, frames]) => `${what}: ${frames.length > FEW ? `${frames.length} frames` : `frame ${frames.join(", ")}`}`,
  );
};

/** Without what a builder cannot know: what was said before a payload, a length that lies by design, other checksums. */
const isOrdinary = ({ layers, problem, rest }: Dissection) =>
  problem === undefined &&
  rest === undefined &&
  layers.every(
    (layer: Layer) =>
      !["fragment", "ipv4", "gre", "vlan", "udp"].includes(layer.layer) &&
      (layer.layer !== "mobility" || layer.checksumOk === true) &&
      (layer.layer !== "icmpv6" || layer.checksumOk === true),
  );

/** One frame of each kind. */
const unlike = (): Frame[] => {
  const kinds = new Map<string, Frame>();
  for (const capture of captures)
    for (const frame of readCapture(capture)) {
      const { layers, problem } = dissect(frame.linkType, frame.bytes, frame.originalLength);
      const kind = layers.map((layer) => ("message" in layer ? `${layer.layer} ${layer.message.type}` : layer.layer));
      const key = `${capture.split("/")[0]} ${frame.linkType} ${kind.join(" ")} ${problem?.expected}`;
      if (!kinds.has(key)) kinds.set(key, frame);
    }
  return [...kinds.values()];
};

describe.skipIf(!hasCaptures)("recorded captures", () => {
  test("every frame is what its layers and the rest write", () => {
    let frames = 0;
    for (const capture of captures)
      for (const { linkType, bytes, originalLength } of readCapture(capture)) {
        check(bytes, dissect(linkType, bytes, originalLength));
        frames++;
      }
    expect(frames).toBeGreaterThan(90_000);
  });

  test("what makes no sense in them", async () => {
    await expect(`${census().join("\n")}\n`).toMatchFileSnapshot("../../golden/wire/problems.txt");
  });

  test("next headers, lengths and checksums of real packets are those that would be filled in", () => {
    let compared = 0;
    for (const capture of captures)
      for (const { linkType, bytes, originalLength } of readCapture(capture)) {
        const dissection = dissect(linkType, bytes, originalLength);
        if (!isOrdinary(dissection)) continue;
        expect(complete(dissection.layers)).toEqual(dissection.layers);
        compared++;
      }
    expect(compared).toBeGreaterThan(4000);
  });

  test("damaged frames give layers and a problem all the same", () => {
    const frames = unlike();
    expect(frames.length).toBeGreaterThan(150);
    const damage = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    const linkTypes = fc.constantFrom(0, 1, 12, 101, 108, 113, 228, 229, 276);
    fc.assert(
      fc.property(
        fc.constantFrom(...frames),
        damage,
        fc.option(fc.nat({ max: 200 })),
        fc.option(linkTypes, { freq: 10 }),
        ({ linkType, bytes, originalLength }, changes, kept, other) => {
          const damaged = bytes.slice(0, kept ?? bytes.length);
          for (const [at, octet] of changes) if (at < damaged.length) damaged[at] = octet;
          const lengths = [originalLength, damaged.length, 0];
          for (const length of lengths) check(damaged, dissect(other ?? linkType, damaged, length));
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test("every cut of every kind of frame is a cut", () => {
    for (const { linkType, bytes, originalLength } of unlike()) {
      const uncut = dissect(linkType, bytes, originalLength);
      for (let kept = 0; kept < Math.min(bytes.length, 200); kept++) {
        const part = bytes.subarray(0, kept);
        const dissection = dissect(linkType, part, originalLength);
        check(part, dissection);
        const isLie = uncut.problem?.truncated === false || uncut.rest !== undefined || dissection.layers.length === 0;
        if (!isLie && dissection.problem?.truncated !== true) expect({ kept, dissection }).toEqual({ kept, uncut });
      }
    }
  });

  test("octets at random, after a link header that is right", () => {
    const link = Uint8Array.of(2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x86, 0xdd, 0x60);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: "max" }), (tail) => {
        const bytes = concat(link, tail);
        check(bytes, dissect(1, bytes, bytes.length));
        check(tail, dissect(101, tail, tail.length));
      }),
      { numRuns: 5000 },
    );
  });

  test("fragments of a recorded answer are put together", () => {
    let state = NO_FRAGMENTS;
    const sizes: number[] = [];
    for (const { linkType, bytes, originalLength } of readCapture("zeek-traces/ipv6-fragmented-dns.pcap")) {
      const next = reassemble(state, bytes, dissect(linkType, bytes, originalLength).layers, 0);
      state = next.state;
      if (next.outcome.tag !== "Whole") continue;
      const { packet } = next.outcome;
      const whole = dissect(229, packet, packet.length);
      expect(whole.problem).toBeUndefined();
      expect(whole.layers.map(({ layer }) => layer)).toEqual(["ipv6", "udp", "payload"]);
      sizes.push(packet.length);
    }
    expect(sizes).toEqual([3278]);
    // Of the answer before it the recording has the last fragment only.
    expect(state).toMatchObject([{ head: undefined, pieces: [{ offset: 2896 }] }]);
  });
});
