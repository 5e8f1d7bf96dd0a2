/** Pieces of the log: read as keys of the table, added to it, and numbered. */
import * as f from "../fields";
import { addBinned } from "./bins";
import { restoreKeys } from "./condensed";
import { addLossy, isLossy, lossyPlace, refreshLossy } from "./lossy";
import { place, refreshTable } from "./places";
import { CROWDED, addNew, slotOf } from "./table";
import { touch } from "./touch";

/** A piece of the log, and how its keys are read: those of the table have other widths if it was found before these were known. */
let bitsA: u64 = 0;
let pieceKeys: usize = 0;
let pieceWidth: usize = 0;
let pieceMask: u64 = 0;
let pieceBits: u64 = 0;
let pieceMaskA: u64 = 0;

export function openPiece(piece: usize): void {
  bitsA = <u64>load<u32>(f.BITS_A);
  pieceKeys = <usize>load<u32>(piece, f.IN_KEYS);
  pieceWidth = <usize>load<u32>(piece, f.IN_WIDTH);
  pieceMask = pieceWidth == 8 ? ~(<u64>0) : ((<u64>1) << (((<u64>pieceWidth)) << 3)) - 1;
  pieceBits = <u64>load<u32>(piece, f.IN_BITS_A);
  pieceMaskA = ((<u64>1) << pieceBits) - 1;
  const condensed = <usize>load<u32>(piece, f.IN_CONDENSED);
  if (condensed != 0) restoreKeys(condensed, load<u32>(piece, f.IN_COUNT), pieceWidth, pieceBits, pieceKeys);
  store<u32>(piece, 0, f.IN_CONDENSED);
}

@inline
export function keyAt(i: u32): u64 {
  const old = load<u64>(pieceKeys + <usize>i * pieceWidth) & pieceMask;
  return ((old >> pieceBits) << bitsA) | (old & pieceMaskA);
}

/** Touches the lines of some keys, so that their misses overlap. */
function approach(from: u32, to: u32): void {
  let sum: u32 = 0;
  for (let i = from; i < to; i++) sum ^= load<u32>(<usize>(place(keyAt(i)) >> 32));
  touch(sum);
}

/**
 * Adds the keys of a piece to the table, which must not have them; by way of bins, if there are any: then `emptyBins` adds
 * the last ones. False if it has no room.
 */
export function restore(piece: usize, bins: usize): bool {
  refreshTable();
  refreshLossy();
  openPiece(piece);
  const size = load<u32>(piece, f.IN_COUNT);
  const isShared = load<u32>(f.SHARED) != 0;
  for (let i: u32 = 0; i < size; i++) {
    const key = keyAt(i);
    if (isLossy()) {
      if (addLossy(lossyPlace(key)) == CROWDED) return false;
    } else if (bins != 0) {
      if (!addBinned(bins, key)) return false;
    } else {
      const where = place(key);
      if (!addNew(<usize>(where >> 32), <u32>where, isShared)) return false;
    }
  }
  return true;
}

/** Numbers the states of a piece, for `numberOf`. False if one of them is not in the table. */
export function number(piece: usize): bool {
  refreshTable();
  openPiece(piece);
  const first = load<u32>(piece, f.IN_FIRST);
  const size = load<u32>(piece, f.IN_COUNT);
  const numbers = <usize>load<u32>(f.NUMBERS);
  for (let from: u32 = 0; from < size; from += <u32>f.BATCH) {
    const to = min<u32>(size, from + <u32>f.BATCH);
    approach(from, to);
    for (let i = from; i < to; i++) {
      const slot = slotOf(keyAt(i));
      if (slot < 0) return false;
      store<u32>(numbers + (((<usize>slot)) << 2), first + i);
    }
  }
  return true;
}
