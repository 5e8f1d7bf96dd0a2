import type { HeaderOption, Layer } from "../../../../traces/wire/layers.js";
import { type Facts, type Row, show } from "./fact.js";
import { icmpv6Rows } from "./facts-icmpv6.js";
import { mobilityRows } from "./facts-mobility.js";

const headerOption = (o: HeaderOption, at: number): { size: number; rows: Row[] } => {
  const typed = (type: number, size: number, rows: Row[]) => ({
    size: 2 + size,
    rows: [["ipv6.opt.type", at, type], ["ipv6.opt.length", at + 1, size], ...rows] satisfies Row[],
  });
  switch (o.option) {
    case "Pad1":
      return { size: 1, rows: [["ipv6.opt.type", at, 0]] };
    case "PadN":
      return typed(1, o.data.length, o.data.length === 0 ? [] : [["ipv6.opt.padn", at + 2, o.data]]);
    case "tunnel-encapsulation-limit":
      return typed(4, 1, [["ipv6.opt.tel", at + 2, o.limit]]);
    case "home-address":
      return typed(0xc9, 16, [["ipv6.opt.mipv6.home_address", at + 2, o.address]]);
    case "unknown":
      return typed(o.type, o.data.length, []);
  }
};

const headerOptions = (options: ReadonlyArray<HeaderOption>, from: number): { rows: Row[]; end: number } => {
  let end = from;
  const rows = options.flatMap((option) => {
    const { size, rows: of } = headerOption(option, end);
    end += size;
    return of;
  });
  return { rows, end };
};

const rowsOf = (l: Layer): Row[] => {
  const { at } = l;
  switch (l.layer) {
    case "ethernet":
      return [
        ["eth.dst", at, l.destination],
        ["eth.src", at + 6, l.source],
        [l.etherType < 1536 ? "eth.len" : "eth.type", at + 12, l.etherType],
      ];
    case "vlan":
      return [
        ["vlan.priority", at, l.tag >> 13],
        ["vlan.dei", at, (l.tag >> 12) & 1],
        ["vlan.id", at, l.tag & 0xfff],
        [l.etherType < 1536 ? "vlan.len" : "vlan.etype", at + 2, l.etherType],
      ];
    case "linux-cooked": {
      const [type, hardware, length, address, protocol] =
        l.version === 1 ? ([0, 2, 4, 6, 14] as const) : ([10, 8, 11, 12, 0] as const);
      return [
        ["sll.pkttype", at + type, l.packetType],
        ["sll.hatype", at + hardware, l.hardwareType],
        ["sll.halen", at + length, l.addressLength],
        ["sll.etype", at + protocol, l.protocol],
        ...(l.addressLength === 6 ? [["sll.src.eth", at + address, l.address.subarray(0, 6)] as const] : []),
        ...(l.interfaceIndex === undefined ? [] : [["sll.ifindex", at + 4, l.interfaceIndex] as const]),
      ];
    }
    case "ipv6":
      return [
        ["ipv6.tclass", at, l.trafficClass],
        ["ipv6.flow", at + 1, l.flowLabel],
        ["ipv6.plen", at + 4, l.payloadLength],
        ["ipv6.nxt", at + 6, l.nextHeader],
        ["ipv6.hlim", at + 7, l.hopLimit],
        ["ipv6.src", at + 8, l.source],
        ["ipv6.dst", at + 24, l.destination],
      ];
    case "ipv4":
      return [
        ["ip.dsfield", at + 1, l.typeOfService],
        ["ip.len", at + 2, l.totalLength],
        ["ip.id", at + 4, l.identification],
        ["ip.flags", at + 6, l.flags],
        ["ip.frag_offset", at + 6, l.fragmentOffset],
        ["ip.ttl", at + 8, l.timeToLive],
        ["ip.proto", at + 9, l.protocol],
        ["ip.checksum", at + 10, l.checksum],
        ["ip.src", at + 12, l.source],
        ["ip.dst", at + 16, l.destination],
      ];
    case "hop-by-hop":
    case "destination-options": {
      const name = l.layer === "hop-by-hop" ? "ipv6.hopopts" : "ipv6.dstopts";
      const { rows, end } = headerOptions(l.options, at + 2);
      return [[`${name}.nxt`, at, l.nextHeader], [`${name}.len`, at + 1, (end - at) / 8 - 1], ...rows];
    }
    case "routing":
      return [
        ["ipv6.routing.nxt", at, l.nextHeader],
        ["ipv6.routing.len", at + 1, (l.data.length + 4) / 8 - 1],
        ["ipv6.routing.type", at + 2, l.type],
        ["ipv6.routing.segleft", at + 3, l.segmentsLeft],
        ...(l.homeAddress === undefined ? [] : [["ipv6.routing.mipv6.home_address", at + 8, l.homeAddress] as const]),
      ];
    case "fragment":
      return [
        ["ipv6.fraghdr.nxt", at, l.nextHeader],
        ["ipv6.fraghdr.reserved_octet", at + 1, l.reserved],
        ["ipv6.fraghdr.offset", at + 2, l.offset / 8],
        ["ipv6.fraghdr.reserved_bits", at + 2, l.reservedBits],
        ["ipv6.fraghdr.more", at + 2, l.more ? 1 : 0],
        ["ipv6.fraghdr.ident", at + 4, l.identification],
      ];
    case "authentication-header":
      return [
        ["ah.next_header", at, l.nextHeader],
        ["ah.length", at + 1, l.integrityCheckValue.length / 4 + 1],
        ["ah.spi", at + 4, l.spi],
        ["ah.sequence", at + 8, l.sequence],
        ...(l.integrityCheckValue.length === 0 ? [] : [["ah.icv", at + 12, l.integrityCheckValue] as const]),
      ];
    case "esp":
      return [
        ["esp.spi", at, l.spi],
        ["esp.sequence", at + 4, l.sequence],
      ];
    case "gre": {
      const keyAt = at + 4 + (l.checksum === undefined ? 0 : 4);
      const sequenceAt = keyAt + (l.key === undefined ? 0 : 4);
      return [
        ["gre.flags_and_version", at, l.flags],
        ["gre.proto", at + 2, l.protocol],
        ...(l.checksum === undefined ? [] : [["gre.checksum", at + 4, l.checksum] as const]),
        ...(l.key === undefined ? [] : [["gre.key", keyAt, l.key] as const]),
        ...(l.sequence === undefined ? [] : [["gre.sequence_number", sequenceAt, l.sequence] as const]),
      ];
    }
    case "udp":
      return [
        ["udp.srcport", at, l.sourcePort],
        ["udp.dstport", at + 2, l.destinationPort],
        ["udp.length", at + 4, l.length],
        ["udp.checksum", at + 6, l.checksum],
      ];
    case "icmpv6":
      return icmpv6Rows(l, rowsOf);
    case "mobility":
      return mobilityRows(l);
    case "loopback":
    case "payload":
      return [];
  }
};

export const factsOf = (layers: ReadonlyArray<Layer>): Facts =>
  new Map(layers.flatMap(rowsOf).map(([name, at, value]) => [`${name}@${at}`, show(value)]));
