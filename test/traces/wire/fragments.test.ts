import fc from "fast-check";
import { expect, test } from "vitest";
import { dissect } from "../../../traces/wire/dissect.js";
import {
  FRAGMENT_BOUNDS,
  NO_FRAGMENTS,
  reassemble,
  type Reassembled,
  type Reassembly,
} from "../../../traces/wire/fragments.js";
import type { Fragment } from "../../../traces/wire/layers.js";
import { makeEncapsulationLimit, makeIpv6, makePacket, makePayload, makeUdp } from "../../../traces/wire/make.js";
import { hex, showHex } from "./support/hex.js";
import { CN, ether, inner, MN, outer, whole } from "./support/packets.js";

const body = Uint8Array.from({ length: 64 }, (_, i) => i);
const udp = makeUdp({ sourcePort: 5000, destinationPort: 5001 });
const packet = makePacket([inner, udp, makePayload(body)]);
const upper = packet.subarray(40);

type Piece = Partial<Fragment> & { readonly data: Uint8Array };
/** A frame with one fragment of the packet. */
const frame = ({ data, ...fields }: Piece) =>
  makePacket([
    ether,
    inner,
    {
      layer: "fragment",
      at: 0,
      nextHeader: 17,
      reserved: 0,
      offset: 0,
      reservedBits: 0,
      more: false,
      identification: 1,
      ...fields,
    },
    makePayload(data),
  ]);
const cutAt = (...offsets: number[]) =>
  [0, ...offsets].map((offset, i) =>
    frame({ data: upper.subarray(offset, offsets[i] ?? upper.length), offset, more: i < offsets.length }),
  );

type Seen = readonly [frame: Uint8Array, seconds?: number];
const run = (seen: ReadonlyArray<Seen>, from: Reassembly = NO_FRAGMENTS) => {
  let state = from;
  const outcomes: Reassembled[] = [];
  for (const [bytes, seconds = 0] of seen) {
    const next = reassemble(state, bytes, dissect(1, bytes, bytes.length).layers, seconds);
    state = next.state;
    outcomes.push(next.outcome);
  }
  return { state, outcomes };
};
const tags = (frames: ReadonlyArray<Uint8Array>) => run(frames.map((bytes) => [bytes])).outcomes.map(({ tag }) => tag);

test("fragments in any order, with repetitions, are the packet again", () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(cuts, fc.infiniteStream(fc.nat()), (units, choices) => {
      const pieces = cutAt(...units.map((unit) => 8 * unit).toSorted((a, b) => a - b));
      const order = pieces.flatMap((piece) => [piece, ...(choices.next().value % 3 === 0 ? [piece] : [])]);
      const shuffled = order.map((piece) => ({ piece, key: choices.next().value })).toSorted((a, b) => a.key - b.key);
      const { state, outcomes } = run(shuffled.map(({ piece }) => [piece] as const));
      const found = outcomes.flatMap((outcome) => (outcome.tag === "Whole" ? [showHex(outcome.packet)] : []));
      expect(found).toContain(showHex(packet));
      expect(outcomes.every(({ tag }) => tag === "Whole" || tag === "Waiting")).toBe(true);
      // What is repeated after the packet is whole waits for the others in vain.
      expect(state.length).toBe(outcomes.at(-1)?.tag === "Whole" ? 0 : 1);
    }),
  );
});

test("the headers before the fragment header stay, with the next header that comes after it", () => {
  const limit = makeEncapsulationLimit(3);
  const tunnelled = makePacket([outer, limit, inner, udp, makePayload(body)]);
  const fragmentable = tunnelled.subarray(48);
  const pieces = [0, 40].map((offset) =>
    makePacket([
      ether,
      outer,
      limit,
      {
        layer: "fragment",
        at: 0,
        nextHeader: 41,
        reserved: 0,
        offset,
        reservedBits: 0,
        more: offset === 0,
        identification: 9,
      },
      makePayload(offset === 0 ? fragmentable.subarray(0, 40) : fragmentable.subarray(40)),
    ]),
  );
  // The next header of a packet that is made is the layer's: the first fragment announces IPv6 all the same.
  const { outcomes } = run(pieces.map((bytes) => [bytes]));
  expect(outcomes).toMatchObject([{ tag: "Waiting" }, { tag: "Whole" }]);
  const [, last] = outcomes;
  if (last?.tag !== "Whole") throw new Error("not whole");
  expect(showHex(last.packet)).toBe(showHex(tunnelled));
  expect(whole(229, last.packet).problem).toBeUndefined();
});

test("frames without fragments, and fragments that are the whole packet, pass by", () => {
  const atomic = frame({ data: upper });
  expect(tags([packet, makePacket([ether, inner, udp]), atomic])).toEqual(["NoFragment", "NoFragment", "NoFragment"]);
});

test.each([
  {
    name: "an overlap",
    pieces: [
      { data: upper.subarray(0, 24), offset: 0, more: true },
      { data: upper.subarray(16, 40), offset: 16, more: true },
    ],
    reason: "no overlap with the fragment at 0, got one at 16",
  },
  {
    name: "an overlap with other octets at the same place",
    pieces: [
      { data: upper.subarray(0, 24), offset: 0, more: true },
      { data: upper.subarray(8, 32), offset: 0, more: true },
    ],
    reason: "no overlap with the fragment at 0, got one at 0",
  },
  {
    name: "octets after the last fragment",
    pieces: [
      { data: upper.subarray(0, 24), offset: 0, more: false, identification: 1 },
      { data: upper.subarray(0, 24), offset: 8, more: false },
      { data: upper.subarray(0, 24), offset: 32, more: true },
    ],
    reason: "an end of at most 32, got 56",
  },
  {
    name: "a last fragment before others",
    pieces: [
      { data: upper.subarray(0, 24), offset: 32, more: true },
      { data: upper.subarray(0, 24), offset: 8, more: false },
    ],
    reason: "an end of at most 32, got 56",
  },
  {
    name: "a second last fragment",
    pieces: [
      { data: upper.subarray(0, 8), offset: 64, more: false },
      { data: upper.subarray(0, 8), offset: 40, more: false },
    ],
    reason: "one last fragment, ending at 72, got 48",
  },
  {
    name: "a size that is no multiple of eight",
    pieces: [{ data: upper.subarray(0, 23), offset: 0, more: true }],
    reason: "a multiple of 8 bytes, got 23",
  },
  {
    name: "an end beyond the largest packet",
    pieces: [{ data: upper.subarray(0, 24), offset: 0xfff8, more: false }],
    reason: "an end of at most 65535, got 65552",
  },
  {
    name: "no data",
    pieces: [{ data: hex(""), offset: 8, more: false }],
    reason: "a fragment with data, got an empty one",
  },
])("$name refuses the packet, and the fragments yet to come", ({ pieces, reason }) => {
  const later = frame({ data: upper.subarray(48), offset: 48, more: true });
  const { outcomes, state } = run([...pieces.map((piece) => [frame(piece)] as const), [later]]);
  expect(outcomes.slice(-2)).toEqual([
    { tag: "Refused", reason },
    { tag: "Refused", reason },
  ]);
  expect(state).toMatchObject([{ pieces: [], head: undefined }]);
});

test("a fragment that the capture cut is refused", () => {
  const bytes = frame({ data: upper.subarray(0, 24), more: true });
  const kept = bytes.subarray(0, -5);
  const { outcome } = reassemble(NO_FRAGMENTS, kept, dissect(1, kept, bytes.length).layers, 0);
  expect(outcome).toEqual({ tag: "Refused", reason: "24 bytes, got 19 captured" });
});

test("packets of other addresses or identifications are other packets", () => {
  const [first = packet, second = packet] = cutAt(32);
  const others = [
    frame({ data: upper.subarray(32), offset: 32, identification: 2 }),
    second.with(14 + 8 + 15, 0xa),
    second.with(14 + 24 + 15, 0xa),
  ];
  expect(tags([first, ...others, second])).toEqual(["Waiting", "Waiting", "Waiting", "Waiting", "Whole"]);
});

test("after a minute the rest comes too late", () => {
  const [first = packet, second = packet] = cutAt(32);
  const at = (seconds: number) => run([[first], [second, seconds]]).outcomes.at(-1)?.tag;
  expect(at(60)).toBe("Whole");
  expect(at(60.1)).toBe("Waiting");
  expect(run([[first], [second, 61]]).state.length).toBe(1);
});

const octetsIn = (state: Reassembly) =>
  state.reduce(
    (sum, { pieces, head }) => sum + (head?.length ?? 0) + pieces.reduce((all, { data }) => all + data.length, 0),
    0,
  );

const bomb = (identification: number, unit: number): Seen => [
  frame({ data: upper.subarray(0, 8), offset: 8 * unit, more: true, identification }),
];

test("a bomb of fragments stays within bounds", () => {
  const many = run(Array.from({ length: 500 }, (_, i) => bomb(i, 0)));
  expect(many.state.length).toBe(FRAGMENT_BOUNDS.datagrams);
  const long = run(Array.from({ length: 500 }, (_, i) => bomb(1, i)));
  expect(long.outcomes.filter(({ tag }) => tag === "Waiting").length).toBe(FRAGMENT_BOUNDS.pieces);
  expect(long.outcomes.at(-1)).toEqual({ tag: "Refused", reason: "at most 128 fragments, got more" });
  expect(octetsIn(long.state)).toBe(0);
});

test("nothing of the frame is kept: a reader may use its octets again", () => {
  const [first = packet, second = packet] = cutAt(32);
  const { state } = run([[first]]);
  first.fill(0xa5);
  const { outcomes } = run([[second]], state);
  const [outcome] = outcomes;
  expect(outcome?.tag === "Whole" && showHex(outcome.packet)).toBe(showHex(packet));
});

test("a packet that would be too long is refused", () => {
  const big = makeIpv6({ source: MN, destination: CN });
  const options = Array.from({ length: 8 }, () => makeEncapsulationLimit(1));
  const piece = (offset: number, size: number, more: boolean) =>
    makePacket([
      ether,
      big,
      ...options,
      {
        layer: "fragment",
        at: 0,
        nextHeader: 17,
        reserved: 0,
        offset,
        reservedBits: 0,
        more,
        identification: 3,
      },
      makePayload(new Uint8Array(size)),
    ]);
  const { outcomes } = run([[piece(0, 65400, true)], [piece(65400, 100, false)]]);
  expect(outcomes.at(-1)).toEqual({ tag: "Refused", reason: "payload of at most 65535 bytes, got 65564" });
});
