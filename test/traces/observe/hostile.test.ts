/** Whatever a capture has in it: an answer, in good time, of bounded size, and safe to print. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { captureReader } from "../../../traces/capture/reader.js";
import { concat, four } from "../../../traces/wire/bytes.js";
import { dissect } from "../../../traces/wire/dissect.js";
import {
  CN,
  EPOCH,
  HOME,
  LINK1,
  LMA,
  MAG1,
  MN,
  type Parcel,
  type Shot,
  att,
  capture,
  down,
  hi,
  hnp,
  mnId,
  optionsAt,
  padN,
  pbu,
  ra,
} from "./support/forge.js";
import { handover, points } from "./support/handover.js";
import { type Taken, hasRecordings, watch } from "./support/recordings.js";

const LINK_TYPES = [0, 1, 12, 101, 108, 113, 127, 228, 229, 276];

const texts = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
};

describe("any octets", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const frame = fc.record({
    linkType: fc.constantFrom(...LINK_TYPES),
    bytes,
    seconds: fc.option(fc.nat(), { nil: undefined }),
  });

  test("frames of noise", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 30 }), (frames) => {
        const taken = frames.map(({ linkType, bytes, seconds }, i): Taken => ({
          frame: { number: i + 1, seconds, nanoseconds: 0 },
          dissection: dissect(linkType, bytes, bytes.length),
        }));
        const { observed } = watch([
          { name: "one", frames: taken },
          { name: "other", frames: taken },
        ]);
        expect(observed.nodes.flatMap(({ observations }) => observations).length).toBeLessThan(100);
      }),
    );
  });

  /** Real frames with a few octets changed. */
  test("frames that are nearly right", () => {
    const shots = handover();
    const change = fc.record({ frame: fc.nat(), at: fc.nat(), to: fc.nat({ max: 255 }) });
    const octets = points.map((name) => capture(shots[name]));
    const emitted = octets.map((frames) => frames.length);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const captures = points.map((name, index) => {
          const list = capture(shots[name]);
          const spoiled = list.map((taken, i): Taken => {
            const own = changes.filter(({ frame }) => frame % (emitted[index] ?? 1) === i);
            if (own.length === 0) return taken;
            const layers = taken.dissection.layers.slice(0, 1 + ((own[0]?.at ?? 0) % taken.dissection.layers.length));
            return { ...taken, dissection: { layers } };
          });
          return { name, frames: spoiled };
        });
        const { observed } = watch(captures);
        for (const { observations } of observed.nodes)
          for (const one of observations) expect(["signal", "packet", "loss"]).toContain(one.kind);
      }),
      { numRuns: 40 },
    );
  });
});

const FORMATS = fileURLToPath(new URL("../../../../shared/captures/formats-derived/", import.meta.url));

describe.skipIf(!hasRecordings)("recordings that were spoiled", () => {
  const files = hasRecordings ? readdirSync(FORMATS).filter((file) => /\.(pcap|pcapng)$/.test(file)) : [];
  const read = (file: string) => {
    const taken: Taken[] = [];
    const reader = captureReader(({ number, seconds, nanoseconds, linkType, bytes, originalLength }) => {
      taken.push({
        frame: { number, seconds, nanoseconds },
        dissection: dissect(linkType, bytes.slice(), originalLength),
      });
    });
    reader.push(readFileSync(FORMATS + file));
    reader.end();
    return watch([{ name: file, frames: taken }]).observed;
  };

  test.each(files.map((file) => [file] as const))("%s", (file) => {
    expect(() => read(file)).not.toThrow();
  });

  test("what a capture cut is not held against its sender", () => {
    const cut = files.filter((file) => file.includes("snap"));
    expect(cut).not.toEqual([]);
    for (const file of cut) {
      const whys = read(file).nodes.flatMap(({ deviations }) => deviations.map(({ why }) => why));
      expect(whys.filter((why) => /without|checksum|goes on beyond/.test(why))).toEqual([]);
    }
  });
});

const many = (count: number, parcel: (i: number) => Parcel): ReadonlyArray<Taken> =>
  capture(Array.from({ length: count }, (_, i): Shot => ({ time: i / 1000, parcel: parcel(i) })));
const quickly = (frames: ReadonlyArray<Taken>) => {
  const began = performance.now();
  const { observed } = watch([{ name: "storm", frames }]);
  expect(performance.now() - began).toBeLessThan(5000);
  return observed;
};

describe("too much of everything", () => {
  test("a mobile node in every PBU", () => {
    const frames = many(5000, (i) =>
      pbu(MAG1, {
        sequence: i % 65_536,
        options: [mnId(`mn${i}@example.net`), padN(4), hnp(`2001:db8:${i.toString(16)}::`), hi(1), att(4)],
      }),
    );
    const observed = quickly(frames);
    expect(observed.roles.entities).toHaveLength(512);
    expect(observed.notes).toContainEqual(expect.stringContaining("more than 512 entities"));
  });

  test("the same PBU five thousand times, and with rising numbers", () => {
    const same = quickly(many(5000, () => pbu(MAG1, { sequence: 1, options: optionsAt(undefined, 1) })));
    expect(same.nodes).toHaveLength(1);
    const rising = quickly(many(5000, (i) => pbu(MAG1, { sequence: i, options: optionsAt(undefined, 1) })));
    expect(rising.nodes[0]?.observations).toHaveLength(5000);
  });

  test("a prefix in every advertisement", () => {
    const frames = many(5000, (i) =>
      ra(
        {
          ...LINK1,
          mac: `02:00:00:00:${(i >> 8).toString(16).padStart(2, "0")}:${(i & 255).toString(16).padStart(2, "0")}`,
        },
        255,
        `2001:db8:${i.toString(16)}::`,
      ),
    );
    expect(quickly(frames).roles.entities.length).toBeLessThanOrEqual(512);
  });

  test("packets with numbers of no order are no stream", () => {
    const frames = many(20_000, (i) => {
      const { layers, ...ends } = down(0, CN, MN);
      const number = Math.imul(i + 1, 0x9e3779b1) >>> 0;
      return {
        ...ends,
        layers: layers.map((layer) =>
          layer.layer === "payload" ? { ...layer, data: concat(four(number), new Uint8Array(8)) } : layer,
        ),
      };
    });
    const asked = capture([{ time: 0, parcel: pbu(MAG1, { sequence: 1, options: optionsAt(undefined, 1) }) }]);
    const observed = quickly([
      ...asked,
      ...frames.map((taken, i) => ({ ...taken, frame: { ...taken.frame, number: i + 2 } })),
    ]);
    expect(observed.nodes.flatMap(({ streams }) => streams)).toEqual([]);
  });

  test("every second packet, forty thousand times: less than is kept, and said so", () => {
    const frames = many(40_000, (i) => down(2 * i, LMA, MAG1, [LMA, MAG1]));
    const asked = capture([{ time: -1, parcel: pbu(MAG1, { sequence: 1, options: optionsAt(undefined, 1) }) }]);
    const observed = quickly([
      ...asked,
      ...frames.map((taken, i) => ({ ...taken, frame: { ...taken.frame, number: i + 2 } })),
    ]);
    expect(observed.notes).toContainEqual(expect.stringContaining("numbers of user packets with very many gaps"));
  });
});

test("what is shown is safe to print", () => {
  const evil = "\u001b[2J\u0007\u202emn";
  const frames = capture([
    { time: 0, parcel: pbu(MAG1, { sequence: 1, options: [mnId(evil), padN(4), hnp(HOME), hi(1), att(4)] }) },
  ]);
  const { observed } = watch([{ name: `\u001b]0;${EPOCH}\u0007`, frames }]);
  // oxlint-disable-next-line no-control-regex -- to find control characters is what it is for
  expect(texts(observed).filter((text) => /[\u0000-\u001f\u007f-\u009f\u202e]/.test(text))).toEqual([]);
  expect(observed.roles.entities.find(({ kind }) => kind === "mn")?.mnId).toMatch(/^0x/);
});
