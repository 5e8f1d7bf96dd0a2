import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Packet, emitPcap } from "../../../traces/capture/emit-pcap.js";
import { type InterfacePacket, emitPcapng } from "../../../traces/capture/emit-pcapng.js";
import type { ByteOrder, Resolution } from "../../../traces/capture/magic.js";
import { dissect, hasTshark, lineOf, withFile } from "./analyser.js";
import { bytesOf } from "./forge.js";
import { naive } from "./naive.js";
import { hexOf, readWhole } from "./read.js";

const ORDERS: ReadonlyArray<ByteOrder> = ["big", "little"];
const RESOLUTIONS: ReadonlyArray<Resolution> = ["microseconds", "nanoseconds"];
const order = fc.constantFrom(...ORDERS);
const resolution = fc.constantFrom(...RESOLUTIONS);
const word = fc.integer({ min: 0, max: 0xffff_ffff });
const linkType = fc.integer({ min: 0, max: 0xffff });

const packet: fc.Arbitrary<Packet> = fc.record({
  seconds: word,
  nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
  originalLength: word,
  bytes: fc.uint8Array({ maxLength: 40 }),
});

/** What is read of a packet that was written with this resolution. */
const kept = ({ seconds, nanoseconds, originalLength, bytes }: Packet, of: Resolution) => ({
  seconds,
  nanoseconds: of === "nanoseconds" ? nanoseconds : nanoseconds - (nanoseconds % 1000),
  originalLength,
  hex: hexOf(bytes),
});

test("reading undoes writing: pcap", () => {
  const forms = fc.record({ order, resolution, linkType, snapLength: word });
  fc.assert(
    fc.property(forms, fc.array(packet, { maxLength: 8 }), (form, packets) => {
      const file = emitPcap(form, packets);
      const { frames, error } = readWhole(file);
      expect(error).toBeUndefined();
      expect(frames).toEqual(
        packets.map((each, i) => ({
          ...kept(each, form.resolution),
          number: i + 1,
          at: 24 + packets.slice(0, i).reduce((sum, { bytes }) => sum + 16 + bytes.length, 0),
          linkType: form.linkType,
          interface: 0,
        })),
      );
      expect(naive(file)).toEqual({ frames, error });
    }),
  );
});

test("reading undoes writing: pcapng", () => {
  const face = fc.record({ name: fc.string(), linkType, snapLength: word, resolution });
  const forms = fc.record({ order, interfaces: fc.array(face, { minLength: 1, maxLength: 4 }) });
  const placed = fc.tuple(packet, fc.nat({ max: 1000 }));
  fc.assert(
    fc.property(forms, fc.array(placed, { maxLength: 8 }), (form, list) => {
      const packets: ReadonlyArray<InterfacePacket> = list.map(([each, id]) => ({
        ...each,
        interface: id % form.interfaces.length,
      }));
      const file = emitPcapng(form, packets);
      const { frames, error } = readWhole(file);
      expect(error).toBeUndefined();
      expect(frames).toEqual(
        packets.map((each, i) => ({
          ...kept(each, form.interfaces[each.interface]!.resolution),
          at: frames[i]?.at,
          number: i + 1,
          linkType: form.interfaces[each.interface]!.linkType,
          interface: each.interface,
        })),
      );
      expect(naive(file)).toEqual({ frames, error });
    }),
  );
});

const FIRST = {
  seconds: 1_700_000_000,
  nanoseconds: 123_456_789,
  originalLength: 60,
  bytes: bytesOf("ffffffffffff 02 00"),
};
const SECOND = { seconds: 1_700_000_001, nanoseconds: 5000, originalLength: 5, bytes: bytesOf("6000000000") };

test("a pcap file, byte for byte", () => {
  const file = emitPcap({ order: "big", resolution: "microseconds", linkType: 1, snapLength: 65_535 }, [FIRST]);
  const header = "a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000001";
  const record = "6553f100 0001e240 00000008 0000003c ffffffffffff0200";
  expect(hexOf(file)).toBe(`${header} ${record}`.replaceAll(" ", ""));
});

test("a pcapng file, byte for byte", () => {
  const named = { name: "é0\n", linkType: 1, snapLength: 0, resolution: "nanoseconds" } as const;
  const nameless = { name: "", linkType: 276, snapLength: 96, resolution: "microseconds" } as const;
  const file = emitPcapng({ order: "big", interfaces: [named, nameless] }, [{ ...SECOND, interface: 0 }]);
  const blocks = [
    "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffff ffffffff 0000001c",
    "00000001 00000028 00010000 00000000 00020003 3f303f00 00090001 09000000 00000000 00000028",
    "00000001 00000020 01140000 00000060 00090001 06000000 00000000 00000020",
    "00000006 00000028 00000000 17979cfe 71c4dd88 00000005 00000005 60000000 00000000 00000028",
  ];
  expect(hexOf(file)).toBe(blocks.join("").replaceAll(" ", ""));
});

describe.skipIf(!hasTshark)("another analyser reads what is written", () => {
  test.each(ORDERS.flatMap((o) => RESOLUTIONS.map((r) => ({ o, r }))))("pcap, $o-endian, $r", ({ o, r }) => {
    const file = emitPcap({ order: o, resolution: r, linkType: 1, snapLength: 8 }, [FIRST, SECOND]);
    expect(withFile(file, dissect)).toEqual(readWhole(file).frames.map((frame) => lineOf(frame, true)));
  });

  test.each(ORDERS)("pcapng, %s-endian", (o) => {
    const faces = RESOLUTIONS.map((r) => ({ name: r, linkType: 1, snapLength: 8, resolution: r }));
    const file = emitPcapng({ order: o, interfaces: faces }, [
      { ...FIRST, interface: 1 },
      { ...SECOND, interface: 0 },
    ]);
    expect(withFile(file, dissect)).toEqual(readWhole(file).frames.map((frame) => lineOf(frame, false)));
  });
});
