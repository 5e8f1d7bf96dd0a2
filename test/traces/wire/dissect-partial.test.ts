/** Packets that go on elsewhere or go too deep. */
import { describe, expect, test } from "vitest";
import { concat } from "../../../traces/wire/bytes.js";
import { dissect } from "../../../traces/wire/dissect.js";
import { emitLayers } from "../../../traces/wire/emit.js";
import type { Layer } from "../../../traces/wire/layers.js";
import { makeIcmpv6, makeIpv4, makeIpv6, makePacket } from "../../../traces/wire/make.js";
import { hex, showHex } from "./support/hex.js";
import { checksumOf, data, ether, inner, last, LMA, MAG, outer, pbu, shape, udp, whole } from "./support/packets.js";

describe("bounds", () => {
  test("a frame has at most 32 layers", () => {
    const headers = Array.from({ length: 32 }, () => outer);
    const most = makePacket([...headers.slice(1), data]);
    expect(whole(229, most)).toMatchObject({ layers: { length: 32 } });
    expect(whole(229, most).problem).toBeUndefined();
    const tooMany = whole(229, makePacket([...headers, outer, data]));
    expect(tooMany).toMatchObject({
      layers: { length: 32 },
      problem: { at: 32 * 40, layer: "frame", expected: "at most 32 layers", found: "header 41 after them" },
    });
  });

  test("errors about errors are followed three deep", () => {
    let packet = makePacket([inner, udp, data]);
    for (let i = 0; i < 6; i++)
      packet = makePacket([
        outer,
        makeIcmpv6({ type: "destination-unreachable", value: 0, about: [], quoted: packet }),
      ]);
    let { layers } = whole(229, packet);
    let depth = 0;
    for (;;) {
      const error: Layer | undefined = layers[1];
      if (error?.layer !== "icmpv6" || error.message.type !== "destination-unreachable") break;
      layers = error.message.about;
      depth++;
    }
    expect(depth).toBe(4);
    expect(layers).toEqual([]);
  });
});

const about = (quoted: Uint8Array) => {
  const error = makeIcmpv6({ type: "parameter-problem", value: 6, about: [], quoted }, 1);
  const bytes = makePacket([ether, makeIpv6({ source: LMA, destination: MAG }), error]);
  const dissection = whole(1, bytes);
  const layer = last(dissection);
  if (layer?.layer !== "icmpv6" || layer.message.type !== "parameter-problem") throw new Error("no error");
  expect(dissection.problem).toBeUndefined();
  expect(showHex(layer.message.quoted)).toBe(showHex(quoted));
  return layer.message.about;
};

describe("what an error is about", () => {
  const packet = makePacket([outer, pbu]);
  test("is the packet, with its places in the frame", () => {
    expect(about(packet)).toMatchObject([
      { layer: "ipv6", at: 62, source: MAG },
      { layer: "mobility", at: 102, checksumOk: true, message: { type: "BU", sequence: 1 } },
    ]);
  });

  test("is as much as is quoted", () => {
    expect(about(packet.subarray(0, 56))).toMatchObject([
      { layer: "ipv6" },
      { layer: "mobility", checksumOk: undefined, message: { type: "BU", sequence: 1, options: [] } },
    ]);
    expect(about(packet.subarray(0, 48))).toMatchObject([{ layer: "ipv6" }, { layer: "payload" }]);
    expect(about(packet.subarray(0, 39))).toMatchObject([{ layer: "payload", at: 62 }]);
    expect(about(hex(""))).toEqual([]);
    expect(about(hex("00"))).toMatchObject([{ layer: "payload", at: 62 }]);
  });
});

const first = (offset: number, more: boolean): Layer => ({
  layer: "fragment",
  at: 0,
  nextHeader: 0,
  reserved: 0,
  offset,
  reservedBits: 0,
  more,
  identification: 1,
});

describe("fragments", () => {
  const echo = makeIcmpv6({ type: "echo-request", identifier: 1, sequence: 2, data: hex("0102030405060708") });

  test("the first shows what it has of the message", () => {
    const bytes = makePacket([inner, first(0, true), echo]);
    expect(whole(229, bytes)).toMatchObject({
      layers: [{ layer: "ipv6" }, { layer: "fragment" }, { layer: "icmpv6", checksumOk: undefined }],
    });
    expect(whole(229, bytes).problem).toBeUndefined();
  });

  test("the first may announce more than it has", () => {
    const bytes = makePacket([outer, first(0, true), inner, udp, data]);
    const tunnelled = bytes.with(52, 0x40).with(92, 0x40);
    expect(shape(whole(229, tunnelled))).toBe("ipv6 fragment ipv6 udp payload");
    expect(whole(229, tunnelled).problem).toBeUndefined();
  });

  test("a message that the first has not all of is followed by the rest of it", () => {
    const bytes = makePacket([outer, first(0, true), pbu]).subarray(0, -4);
    bytes.set([bytes.length - 40], 5);
    const { layers, rest, problem } = whole(229, bytes);
    expect(layers.at(-1)).toMatchObject({ layer: "mobility", checksumOk: undefined, message: { type: "BU" } });
    expect(showHex(concat(emitLayers(layers), rest ?? hex("")))).toBe(showHex(bytes));
    expect(problem).toBeUndefined();
  });

  test("a later one is payload", () => {
    const bytes = makePacket([inner, { ...first(8, false), layer: "fragment" } as Layer, data]);
    bytes[40] = 17;
    expect(shape(whole(229, bytes))).toBe("ipv6 fragment payload");
  });

  test("one that is the whole packet is no fragment", () => {
    expect(checksumOf(whole(229, makePacket([inner, first(0, false), echo])))).toBe(true);
  });

  test("of IPv4 likewise", () => {
    const more = makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2", flags: 1 });
    const longer = makePacket([more, udp, data]).with(25, 99);
    expect(shape(whole(228, longer))).toBe("ipv4 udp payload");
    expect(whole(228, longer).problem).toBeUndefined();
    expect(shape(whole(228, longer.with(7, 1)))).toBe("ipv4 payload");
  });

  test("what the capture cut of a first fragment is said all the same", () => {
    const bytes = makePacket([inner, first(0, true), echo]);
    expect(dissect(229, bytes.subarray(0, -3), bytes.length).problem).toMatchObject({ truncated: true });
  });
});
