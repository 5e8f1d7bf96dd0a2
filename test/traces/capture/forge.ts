/** Captures as bytes, right or wrong as wanted: everything that the writer does not write. */
import type { ByteOrder } from "../../../traces/capture/magic.js";

export const u16 = (order: ByteOrder, value: number) => {
  const bytes = Buffer.alloc(2);
  if (order === "little") bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
};

export const u32 = (order: ByteOrder, value: number) => {
  const bytes = Buffer.alloc(4);
  if (order === "little") bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
};

export const i64 = (order: ByteOrder, value: bigint) => {
  const bytes = Buffer.alloc(8);
  if (order === "little") bytes.writeBigInt64LE(value);
  else bytes.writeBigInt64BE(value);
  return bytes;
};

export const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(/\s/g, ""), "hex");

/** With what the document says must not be there: anything in the padding. */
const padded = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3, 0xa5)]);

export const pcapHeader = (
  order: ByteOrder,
  fields: { magic?: number; major?: number; minor?: number; linkType?: number } = {},
) =>
  Buffer.concat([
    u32(order, fields.magic ?? 0xa1b2c3d4),
    u16(order, fields.major ?? 2),
    u16(order, fields.minor ?? 4),
    // Two fields of old that readers must ignore.
    u32(order, 0xffff_f1f0),
    u32(order, 6),
    u32(order, 65_535),
    u32(order, fields.linkType ?? 1),
  ]);

export type Fields = { seconds?: number; fraction?: number; captured?: number; original?: number };

export const record = (order: ByteOrder, data: Uint8Array, fields: Fields = {}) =>
  Buffer.concat([
    u32(order, fields.seconds ?? 0),
    u32(order, fields.fraction ?? 0),
    u32(order, fields.captured ?? data.length),
    u32(order, fields.original ?? data.length),
    data,
  ]);

/** `length` and `trailer` stand for the true length where given; `unpadded` tells it without the padding. */
export const block = (
  order: ByteOrder,
  type: number,
  body: Uint8Array,
  wrong: { length?: number; trailer?: number; unpadded?: boolean } = {},
) => {
  const length = wrong.length ?? 12 + (wrong.unpadded === true ? body.length : padded(body).length);
  return Buffer.concat([u32(order, type), u32(order, length), padded(body), u32(order, wrong.trailer ?? length)]);
};

export const section = (order: ByteOrder, fields: { length?: bigint; major?: number; minor?: number } = {}) =>
  block(
    order,
    0x0a0d0d0a,
    Buffer.concat([
      u32(order, 0x1a2b3c4d),
      u16(order, fields.major ?? 1),
      u16(order, fields.minor ?? 0),
      i64(order, fields.length ?? -1n),
    ]),
  );

export const option = (order: ByteOrder, code: number, value: Uint8Array) =>
  Buffer.concat([u16(order, code), u16(order, value.length), padded(value)]);

export const description = (
  order: ByteOrder,
  fields: { linkType?: number; snapLength?: number; options?: ReadonlyArray<Uint8Array> } = {},
) =>
  block(
    order,
    1,
    Buffer.concat([
      u16(order, fields.linkType ?? 1),
      u16(order, 0xffff),
      u32(order, fields.snapLength ?? 0),
      ...(fields.options ?? []),
    ]),
  );

export type PacketFields = { id?: number; time?: bigint; captured?: number; original?: number; options?: Uint8Array };

const packetBody = (order: ByteOrder, id: Uint8Array, data: Uint8Array, fields: PacketFields) =>
  Buffer.concat([
    id,
    u32(order, Number((fields.time ?? 0n) >> 32n)),
    u32(order, Number((fields.time ?? 0n) & 0xffff_ffffn)),
    u32(order, fields.captured ?? data.length),
    u32(order, fields.original ?? data.length),
    padded(data),
    fields.options ?? Buffer.alloc(0),
  ]);

export const enhanced = (order: ByteOrder, data: Uint8Array, fields: PacketFields = {}) =>
  block(order, 6, packetBody(order, u32(order, fields.id ?? 0), data, fields));

export const obsolete = (order: ByteOrder, data: Uint8Array, fields: PacketFields = {}) => {
  const id = Buffer.concat([u16(order, fields.id ?? 0), u16(order, 77)]);
  return block(order, 2, packetBody(order, id, data, fields));
};

export const simple = (order: ByteOrder, data: Uint8Array, original = data.length) =>
  block(order, 3, Buffer.concat([u32(order, original), data]));
