/** A table that is made anew: keys are gathered by segment before they are added. */
import { BIN, SEGMENT_BITS, SHARED } from "../fields";
import { mixed, placeOf, segmentOf } from "./places";
import { addNew } from "./table";
import { touch } from "./touch";

/**
 * Adds a key by way of the bin of its segment; false if some key of a full bin finds no room. Keys of one segment are added
 * together: what they touch are few pages, while one after the other each would touch another one of the whole table.
 */
export function addBinned(bins: usize, key: u64): bool {
  const y = mixed(key);
  const segment = segmentOf(y);
  const counter = bins + (segment << 2);
  const n = load<u32>(counter);
  store<u64>(binAt(bins, segment) + ((<usize>n) << 3), y);
  store<u32>(counter, n + 1);
  return n + 1 < <u32>BIN || emptyBin(bins, segment);
}

@inline
function binAt(bins: usize, segment: usize): usize {
  return bins + ((<usize>4) << SEGMENT_BITS) + segment * (8 * BIN);
}

/** Adds what is in the bin of a segment. False if a key finds no room. */
function emptyBin(bins: usize, segment: usize): bool {
  const counter = bins + (segment << 2);
  const first = binAt(bins, segment);
  const end = first + ((<usize>load<u32>(counter)) << 3);
  let sum: u32 = 0;
  for (let at = first; at < end; at += 8) {
    const where = placeOf(load<u64>(at));
    store<u64>(at, where);
    sum ^= load<u32>(<usize>(where >> 32));
  }
  touch(sum);
  store<u32>(counter, 0);
  const isShared = load<u32>(SHARED) != 0;
  for (let at = first; at < end; at += 8)
    if (!addNew(<usize>load<u32>(at, 4), load<u32>(at), isShared)) return false;
  return true;
}

/** Adds what is left in bins. False if a key finds no room. */
export function emptyBins(bins: usize): bool {
  for (let segment: usize = 0; segment < (<usize>1) << SEGMENT_BITS; segment++)
    if (!emptyBin(bins, segment)) return false;
  return true;
}
