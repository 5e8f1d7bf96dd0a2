import type { Icmpv6, Layer, NeighbourOption } from "../../../../traces/wire/layers.js";
import type { Row } from "./fact.js";

const neighbourOption = (o: NeighbourOption, at: number): { size: number; rows: Row[] } => {
  const typed = (type: number, size: number, rows: Row[]) => ({
    size,
    rows: [["icmpv6.opt.type", at, type], ["icmpv6.opt.length", at + 1, size / 8], ...rows] satisfies Row[],
  });
  switch (o.option) {
    case "source-link-layer-address":
      return typed(1, o.address.length + 2, [["icmpv6.opt.linkaddr", at + 2, o.address]]);
    case "target-link-layer-address":
      return typed(2, o.address.length + 2, [["icmpv6.opt.linkaddr", at + 2, o.address]]);
    case "prefix-information":
      return typed(3, 32, [
        ["icmpv6.opt.prefix.length", at + 2, o.prefixLength],
        ["icmpv6.opt.prefix.flag", at + 3, o.flags],
        ["icmpv6.opt.prefix.valid_lifetime", at + 4, o.validLifetime],
        ["icmpv6.opt.prefix.preferred_lifetime", at + 8, o.preferredLifetime],
        ["icmpv6.opt.prefix", at + 16, o.prefix],
      ]);
    case "mtu":
      return typed(5, 8, [["icmpv6.opt.mtu", at + 4, o.mtu]]);
    case "unknown":
      return typed(o.type, o.data.length + 2, []);
  }
};

const neighbourOptions = (options: ReadonlyArray<NeighbourOption>, from: number): Row[] => {
  let at = from;
  return options.flatMap((option) => {
    const { size, rows } = neighbourOption(option, at);
    at += size;
    return rows;
  });
};

/** `rowsOf` are those of a layer that an error quotes. */
export const icmpv6Rows = (
  { at, icmpType, code, checksum, checksumOk, message: m }: Icmpv6,
  rowsOf: (layer: Layer) => Row[],
): Row[] => {
  const rows: Row[] = [
    ["icmpv6.type", at, icmpType],
    ["icmpv6.code", at + 1, code],
    ["icmpv6.checksum", at + 2, checksum],
    ["icmpv6.checksum.status", at + 2, checksumOk === undefined ? 2 : checksumOk ? 1 : 0],
  ];
  switch (m.type) {
    case "packet-too-big":
      return [...rows, ["icmpv6.mtu", at + 4, m.value], ...m.about.flatMap(rowsOf)];
    case "parameter-problem":
      return [...rows, ["icmpv6.pointer", at + 4, m.value], ...m.about.flatMap(rowsOf)];
    case "destination-unreachable":
    case "time-exceeded":
      return [...rows, ["icmpv6.reserved", at + 4, m.value], ...m.about.flatMap(rowsOf)];
    case "echo-request":
    case "echo-reply":
      return [
        ...rows,
        ["icmpv6.echo.identifier", at + 4, m.identifier],
        ["icmpv6.echo.sequence_number", at + 6, m.sequence],
      ];
    case "router-solicitation":
      return [...rows, ["icmpv6.reserved", at + 4, m.reserved], ...neighbourOptions(m.options, at + 8)];
    case "router-advertisement":
      return [
        ...rows,
        ["icmpv6.nd.ra.cur_hop_limit", at + 4, m.hopLimit],
        ["icmpv6.nd.ra.flag", at + 5, m.flags],
        ["icmpv6.nd.ra.router_lifetime", at + 6, m.routerLifetime],
        ["icmpv6.nd.ra.reachable_time", at + 8, m.reachableTime],
        ["icmpv6.nd.ra.retrans_timer", at + 12, m.retransTimer],
        ...neighbourOptions(m.options, at + 16),
      ];
    case "neighbour-solicitation":
      return [
        ...rows,
        ["icmpv6.reserved", at + 4, m.reserved],
        ["icmpv6.nd.ns.target_address", at + 8, m.target],
        ...neighbourOptions(m.options, at + 24),
      ];
    case "neighbour-advertisement":
      return [
        ...rows,
        ["icmpv6.nd.na.flag", at + 4, m.flags * 2 ** 24 + m.reserved],
        ["icmpv6.nd.na.target_address", at + 8, m.target],
        ...neighbourOptions(m.options, at + 24),
      ];
    case "unknown":
      return rows;
  }
};
