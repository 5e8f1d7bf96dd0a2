/** A capture at the LMA's core interface, made up: one mobile node, a numbered stream and its echo, one handover. */
import { type Packet, emitPcap } from "../traces/capture/emit-pcap.js";
import type { Layer, MobilityMessage } from "../traces/wire/layers.js";
import { makeMobilityOption } from "../traces/wire/make-option.js";
import {
  makeEncapsulationLimit,
  makeEthernet,
  makeIpv6,
  makeMobility,
  makePacket,
  makePayload,
  makeUdp,
} from "../traces/wire/make.js";

const LMA = { address: "2001:db8:1::1", mac: "02:00:00:00:c0:01" };
const MAGS = [
  { address: "2001:db8:1::11", mac: "02:00:00:00:c0:11" },
  { address: "2001:db8:1::12", mac: "02:00:00:00:c0:12" },
] as const;
const CN = "2001:db8:c::2";
const MN = "2001:db8:100::1";
const START = 1_700_000_000;

type Mag = (typeof MAGS)[number];

const options = (seconds: number) => [
  makeMobilityOption({ option: "MN-ID", subtype: 1, identifier: new TextEncoder().encode("mn1@example.net") }),
  makeMobilityOption({ option: "HNP", reserved: 0, prefixLength: 64, prefix: "2001:db8:100::" }),
  makeMobilityOption({ option: "HI", reserved: 0, indicator: 4 }),
  makeMobilityOption({ option: "ATT", reserved: 0, technology: 4 }),
  makeMobilityOption({
    option: "timestamp",
    seconds: Math.floor(seconds),
    fraction: Math.floor((seconds % 1) * 65_536),
  }),
];

const mobility = (up: boolean, mag: Mag, message: Exclude<MobilityMessage, { type: "other" }>): Layer[] => [
  makeEthernet(up ? { source: mag.mac, destination: LMA.mac } : { source: LMA.mac, destination: mag.mac }),
  makeIpv6(up ? { source: mag.address, destination: LMA.address } : { source: LMA.address, destination: mag.address }),
  makeMobility(message),
];

/** The PBU and its PBA, a millisecond apart. */
const registration = (mag: Mag, at: number, sequence: number, lifetime: number) => [
  { at, layers: mobility(true, mag, { type: "BU", sequence, flags: 0x8200, lifetime, options: options(at) }) },
  {
    at: at + 0.001,
    layers: mobility(false, mag, { type: "BA", status: 0, flags: 0x20, sequence, lifetime, options: options(at) }),
  },
];

const tunnelled = (down: boolean, mag: Mag, number: number): Layer[] => {
  const payload = new Uint8Array(64);
  new DataView(payload.buffer).setUint32(0, number);
  const [outer, inner] = down
    ? [
        { source: LMA.address, destination: mag.address },
        { source: CN, destination: MN },
      ]
    : [
        { source: mag.address, destination: LMA.address },
        { source: MN, destination: CN },
      ];
  return [
    makeEthernet(down ? { source: LMA.mac, destination: mag.mac } : { source: mag.mac, destination: LMA.mac }),
    makeIpv6(outer),
    makeEncapsulationLimit(4),
    makeIpv6(inner),
    makeUdp({ sourcePort: 5000, destinationPort: 5000 }),
    makePayload(payload),
  ];
};

/** `frames` of them, all but six of the stream; the mobile node moves in the middle. */
export const handoverCapture = (frames: number): Uint8Array => {
  const [first, second] = MAGS;
  const pairs = Math.max(2, Math.floor((frames - 6) / 2));
  const interval = 0.001;
  const data = Array.from({ length: pairs }, (_, number) => {
    const at = START + 1 + number * interval + (number >= pairs / 2 ? 2 : 0);
    const mag = number >= pairs / 2 ? second : first;
    return [
      { at, layers: tunnelled(true, mag, number) },
      { at: at + interval / 2, layers: tunnelled(false, mag, number) },
    ];
  }).flat();
  const middle = START + 1 + (pairs / 2) * interval;
  const all = [
    ...registration(first, START, 1, 65_000),
    ...registration(first, middle + 0.5, 2, 0),
    ...registration(second, middle + 1, 1, 65_000),
    ...data,
  ].toSorted((a, b) => a.at - b.at);
  const packets = all.map(({ at, layers }): Packet => {
    const bytes = makePacket(layers);
    const seconds = Math.floor(at);
    return { seconds, nanoseconds: Math.round((at - seconds) * 1e9), originalLength: bytes.length, bytes };
  });
  return emitPcap({ order: "little", resolution: "microseconds", linkType: 1, snapLength: 262_144 }, packets);
};
