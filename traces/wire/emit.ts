/** Layers as the octets of a frame. */
import { emitAuthenticationHeader } from "./authentication-header.js";
import { concat } from "./bytes.js";
import { emitEsp } from "./esp.js";
import { emitEthernet, emitVlan } from "./ethernet.js";
import { emitFragment } from "./fragment.js";
import { emitGre } from "./gre.js";
import { emitIcmpv6 } from "./icmpv6.js";
import { emitIpv4 } from "./ipv4.js";
import { emitIpv6 } from "./ipv6.js";
import type { Bytes, Layer } from "./layers.js";
import { emitLinuxCooked } from "./linux-cooked.js";
import { emitLoopback } from "./loopback.js";
import { emitMobility } from "./mobility.js";
import { emitOptionsHeader } from "./options-header.js";
import { emitRouting } from "./routing.js";
import { emitUdp } from "./udp.js";

/** Lengths, next headers and checksums are written as the layer has them, right or wrong. */
export const emitLayer = (layer: Layer): Bytes => {
  switch (layer.layer) {
    case "ethernet":
      return emitEthernet(layer);
    case "vlan":
      return emitVlan(layer);
    case "linux-cooked":
      return emitLinuxCooked(layer);
    case "loopback":
      return emitLoopback(layer);
    case "ipv6":
      return emitIpv6(layer);
    case "ipv4":
      return emitIpv4(layer);
    case "hop-by-hop":
    case "destination-options":
      return emitOptionsHeader(layer);
    case "routing":
      return emitRouting(layer);
    case "fragment":
      return emitFragment(layer);
    case "authentication-header":
      return emitAuthenticationHeader(layer);
    case "esp":
      return emitEsp(layer);
    case "gre":
      return emitGre(layer);
    case "udp":
      return emitUdp(layer);
    case "icmpv6":
      return emitIcmpv6(layer);
    case "mobility":
      return emitMobility(layer);
    case "payload":
      return layer.data;
  }
};

/** What `dissect` took apart: its layers and then its `rest` are the frame again, whatever the frame. */
export const emitLayers = (layers: ReadonlyArray<Layer>): Bytes => concat(...layers.map(emitLayer));
