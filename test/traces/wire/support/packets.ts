/** A binding update and a tunnelled packet of data, layer by layer, and what tests ask of a dissection. */
import { dissect } from "../../../../traces/wire/dissect.js";
import type { Dissection } from "../../../../traces/wire/layers.js";
import { makeEthernet, makeIpv6, makeMobility, makePayload, makeUdp } from "../../../../traces/wire/make.js";
import { makeMobilityOption } from "../../../../traces/wire/make-option.js";
import { hex } from "./hex.js";

export const LMA = "2001:db8:1::1";
export const MAG = "2001:db8:1::11";
export const MN = "2001:db8:100::9";
export const CN = "2001:db8:2::5";

export const ether = makeEthernet({ source: "02:00:00:00:00:11", destination: "02:00:00:00:00:01" });
export const outer = makeIpv6({ source: MAG, destination: LMA });
export const inner = makeIpv6({ source: MN, destination: CN, flowLabel: 7 });
export const udp = makeUdp({ sourcePort: 5000, destinationPort: 716 });
export const data = makePayload(hex("0102030405060708"));
export const pbu = makeMobility({
  type: "BU",
  sequence: 1,
  flags: 0x8200,
  lifetime: 10,
  options: [makeMobilityOption({ option: "MN-ID", subtype: 1, identifier: hex("6d6e31") })],
});

export const whole = (linkType: number, bytes: Uint8Array) => dissect(linkType, bytes, bytes.length);
export const shape = ({ layers }: Dissection) => layers.map(({ layer }) => layer).join(" ");
export const last = ({ layers }: Dissection) => layers.at(-1);

export const checksumOf = (dissection: Dissection) => {
  const layer = last(dissection);
  return layer?.layer === "mobility" || layer?.layer === "icmpv6" ? layer.checksumOk : "no message";
};
