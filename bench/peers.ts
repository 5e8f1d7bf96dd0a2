/** Every checker that ours is measured beside. */
import type { Peer } from "./peer.js";
import { rumur } from "./rumur.js";
import { spin } from "./spin.js";

export const peers: ReadonlyArray<Peer> = [spin, rumur];
