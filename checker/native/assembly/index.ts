export { number, offer, restore, successors, work } from "./loop";
export { emptyBins, growTable, mixed, nearness, numberOf, refreshTable, unmixed } from "./table";
