// Reads what app/match_view/packing.py packs: columns of whole numbers in one text -> { n, name: array, ... }.

const TYPES = {
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
};

export function unpack({ n, columns, data }) {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const table = { n };
  let from = 0;
  for (const [name, type, step] of columns) {
    const to = from + n * TYPES[type].BYTES_PER_ELEMENT;
    const values = new TYPES[type](bytes.buffer.slice(from, to)); // a copy, since a type must be aligned
    table[name] = step === 1 ? values : Float64Array.from(values, (value) => value * step);
    from = to;
  }
  return table;
}
