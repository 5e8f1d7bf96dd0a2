/** Field by field, with another analyser. It is a second opinion, not the truth: where the two differ, a reason is given. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dissect } from "../../../traces/wire/dissect.js";
import type { Dissection, Layer, MobilityOption, NeighbourOption } from "../../../traces/wire/layers.js";
import {
  makeEncapsulationLimit,
  makeHomeAddress,
  makeHomeRoute,
  makeIcmpv6,
  makeIpv6,
  makeMobility,
  makePacket,
} from "../../../traces/wire/make.js";
import { address, authenticationHeader, esp, gre } from "./support/arbitraries.js";
import { captures, hasCaptures, readCapture } from "./support/captures.js";
import { differences, MADE_ONLY, nameOf, NAMES, REASONS, type Subject } from "./support/differences.js";
import { factsOf } from "./support/facts.js";
import { icmpv6Message, mobilityMessage } from "./support/messages.js";
import { everyField, hasTshark, namedFields } from "./support/tshark.js";

/** 802.11, which is not dissected here. */
const RADIOTAP = 127;

/** Each frame once, by link type: a capture for the analyser has one. */
const distinct = (wanted: (dissection: Dissection) => boolean): Map<number, Subject[]> => {
  const seen = new Set<string>();
  const subjects = new Map<number, Subject[]>();
  for (const capture of captures)
    for (const frame of readCapture(capture)) {
      const { linkType, originalLength, bytes } = frame;
      const key = `${linkType} ${originalLength} ${Buffer.from(bytes).toString("latin1")}`;
      const dissection = dissect(linkType, bytes, originalLength);
      if (seen.has(key) || linkType === RADIOTAP || !wanted(dissection)) continue;
      seen.add(key);
      const alike = subjects.get(linkType) ?? [];
      alike.push({ frame, capture, dissection });
      subjects.set(linkType, alike);
    }
  return subjects;
};

const isData = ({ layers, problem }: Dissection) =>
  problem === undefined &&
  layers.at(-1)?.layer === "payload" &&
  layers.at(-2)?.layer === "udp" &&
  layers.every(({ layer }) => layer !== "ipv4");

describe.skipIf(!hasCaptures || !hasTshark)("another analyser", () => {
  test("sees the same in every frame that is not plain data", () => {
    const counts = REASONS.map(() => 0);
    const seen = new Set<string>();
    const unexplained: string[] = [];
    for (const [, subjects] of distinct((dissection) => !isData(dissection))) {
      const theirs = everyField(subjects.map(({ frame }) => frame));
      expect(theirs.length).toBe(subjects.length);
      for (const [i, subject] of subjects.entries()) {
        const ours = factsOf(subject.dissection.layers);
        for (const key of ours.keys()) seen.add(nameOf(key));
        const reasons = new Set<number>();
        for (const difference of differences(ours, theirs[i]!)) {
          const reason = REASONS.findIndex(({ is }) => is(difference, subject));
          if (reason < 0) unexplained.push(`${subject.capture} ${subject.frame.number} ${JSON.stringify(difference)}`);
          else reasons.add(reason);
        }
        for (const reason of reasons) counts[reason]! += 1;
      }
    }
    expect(unexplained).toEqual([]);
    expect(REASONS.map(({ why }, i) => `${why}: ${counts[i]}`)).toEqual(
      REASONS.map(({ why, frames }) => `${why}: ${frames}`),
    );
    expect([...NAMES].filter((name) => !seen.has(name) && !MADE_ONLY.test(name))).toEqual([]);
  });

  test("sees the same in frames of plain data", () => {
    const names = [...NAMES].filter((name) => /^(eth|vlan|sll|ipv6|udp)\./.test(name));
    let compared = 0;
    for (const [, subjects] of distinct(isData)) {
      const frames = subjects.map(({ frame }) => frame);
      const theirs = namedFields(frames, names);
      expect(theirs.length).toBe(subjects.length);
      for (const [i, { capture, frame, dissection }] of subjects.entries()) {
        const facts = [...factsOf(dissection.layers)].map(([key, value]) => [nameOf(key), value] as const);
        const ours = names.map((name) => facts.filter(([key]) => key === name).map(([, value]) => value));
        const where = { capture, frame: frame.number };
        if (JSON.stringify(ours) !== JSON.stringify(theirs[i]))
          expect({ ...where, fields: ours }).toEqual({ ...where, fields: theirs[i] });
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(35_000);
  });
});

/** Of what can be made, what means something: no fields without octets, no lengths that do not fit the type. */
const isShown = (option: MobilityOption) =>
  ("identifier" in option ? option.identifier.length > 0 : option.option !== "other") && option.option !== "malformed";
const isUsual = (option: NeighbourOption) => option.option !== "unknown";
const usualMobility = mobilityMessage.map((m) => makeMobility({ ...m, options: m.options.filter(isShown) }));
const usualIcmpv6 = icmpv6Message.map((m) =>
  makeIcmpv6("options" in m ? { ...m, options: m.options.filter(isUsual) } : "value" in m ? { ...m, value: 0 } : m),
);
const between: fc.Arbitrary<ReadonlyArray<Layer>> = fc.oneof(
  fc.constant([]),
  fc.nat({ max: 255 }).map((limit) => [makeEncapsulationLimit(limit)]),
  address.map((home) => [makeHomeAddress(home)]),
  address.map((home) => [makeHomeRoute(home)]),
  authenticationHeader.map((header) => [header]),
  gre
    .filter(({ flags }) => (flags & 0x0007) === 0)
    .map((header) => [
      { ...header, flags: header.flags & 0xb000 },
      makeIpv6({ source: "2001:db8::1", destination: "::1" }),
    ]),
);
const packet = fc
  .tuple(address, address, between, fc.oneof(usualMobility, usualIcmpv6, esp))
  .map(([source, destination, extra, message]) => makePacket([makeIpv6({ source, destination }), ...extra, message]));

test.skipIf(!hasTshark)("another analyser reads what is made as it was meant", () => {
  const made = fc.sample(packet, { seed: 20110715, numRuns: 1000 });
  const theirs = everyField(made.map((bytes) => ({ number: 0, linkType: 229, originalLength: bytes.length, bytes })));
  const seen = new Set<string>();
  for (const [i, bytes] of made.entries()) {
    const { layers, problem } = dissect(229, bytes, bytes.length);
    const mobility = layers.find((layer) => layer.layer === "mobility");
    const options = mobility === undefined || mobility.message.type === "other" ? [] : mobility.message.options;
    const ours = factsOf(layers);
    for (const key of ours.keys()) seen.add(nameOf(key));
    const unexplained = differences(ours, theirs[i]!).filter(({ name, at, ours: mine }) => {
      const option = options.findLast((candidate) => candidate.at < at);
      // It does not know the transient binding option, and reads the length of it somewhere else.
      if (name === "mip6.mobility_opt.len" && options.some(({ type }) => type === 43))
        return mine !== undefined && option?.type !== 43;
      // It shows no identifier of one or two octets.
      return !(name === "mip6.mnid.identifier" && option?.option === "MN-ID" && option.identifier.length < 3);
    });
    expect({ problem, unexplained }).toEqual({ problem: undefined, unexplained: [] });
  }
  expect([...NAMES].filter((name) => !seen.has(name) && MADE_ONLY.test(name))).toEqual([]);
});
