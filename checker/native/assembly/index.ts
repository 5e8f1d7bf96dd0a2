export { nearness, number, offer, restore, successors, work } from "./loop";
export { growTable, mixed, numberOf, refreshTable, unmixed } from "./table";
