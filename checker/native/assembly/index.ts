export { emptyBins } from "./bins";
export { condense, restoreKeys } from "./condensed";
export { offer, successors, work } from "./loop";
export { number, restore } from "./pieces";
export { mixed, refreshTable, unmixed } from "./places";
export { numberOf } from "./table";
export { nearness } from "./touch";
