/** Ethernet II, and the tags of IEEE 802.1Q and 802.1ad. A frame check sequence is not expected. */
import { macBytes, macText } from "./addresses.js";
import { concat, two, u16 } from "./bytes.js";
import type { Bytes, Ethernet, Malformed, Vlan } from "./layers.js";
import { lacks } from "./malformed.js";

export const ETHERNET_SIZE = 14;
export const VLAN_SIZE = 4;

export const ETHER_TYPE = { ipv4: 0x0800, vlan: 0x8100, ipv6: 0x86dd, serviceVlan: 0x88a8 } as const;

export const parseEthernet = (bytes: Bytes, at: number, end: number): Ethernet | Malformed =>
  lacks(bytes, at, ETHERNET_SIZE, end, "ethernet", "header") ?? {
    layer: "ethernet",
    at,
    destination: macText(bytes, at),
    source: macText(bytes, at + 6),
    etherType: u16(bytes, at + 12),
  };

export const emitEthernet = ({ destination, source, etherType }: Ethernet): Bytes =>
  concat(macBytes(destination), macBytes(source), two(etherType));

/** What follows a type of 0x8100 or 0x88a8. */
export const parseVlan = (bytes: Bytes, at: number, end: number): Vlan | Malformed =>
  lacks(bytes, at, VLAN_SIZE, end, "vlan", "tag") ?? {
    layer: "vlan",
    at,
    tag: u16(bytes, at),
    etherType: u16(bytes, at + 2),
  };

export const emitVlan = ({ tag, etherType }: Vlan): Bytes => concat(two(tag), two(etherType));
