export { emptyBins } from "./bins";
export { offer, successors, work } from "./loop";
export { number, restore } from "./pieces";
export { growTable, mixed, numberOf, refreshTable, unmixed } from "./table";
export { nearness } from "./touch";
