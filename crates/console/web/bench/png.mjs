// Pictures small enough for a repository: a palette of 256, of the colours that are seen most and of
// those that are furthest from all others. A tool that weighs colours by their number alone loses
// the few red and pink pixels that a map is looked at for.
import { crc32, deflateSync } from "node:zlib";

/** Colours that fill so many pixels stay as they are. */
const PINNED = 128;
const MOST = 256;

/** The same picture with a palette; the page only lends its decoder. */
export async function withPalette(page, picture) {
  const data = `data:image/png;base64,${picture.toString("base64")}`;
  const made = await page.evaluate(reduce, { data, pinned: PINNED, most: MOST });
  const { width, height, palette, error } = made;
  const indices = Buffer.from(made.indices, "base64");
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    indices.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8);
  const png = Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(palette.flatMap((c) => [c & 255, (c >> 8) & 255, (c >> 16) & 255]))),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  return { png, error };
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** Runs in the page. `error`: how far the furthest colour is from the one it is told as. */
async function reduce({ data, pinned, most }) {
  const image = await createImageBitmap(await (await fetch(data)).blob());
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const colours = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const far = (a, b) =>
    Math.abs((a & 255) - (b & 255)) +
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) +
    Math.abs(((a >> 16) & 255) - ((b >> 16) & 255));
  const palette = [];
  const nearest = new Uint8Array(colours.length);
  const distance = new Uint32Array(colours.length).fill(1_000);
  const add = (colour) => {
    palette.push(colour);
    for (let index = 0; index < colours.length; index++) {
      const to = far(colours[index], colour);
      if (to >= distance[index]) continue;
      distance[index] = to;
      nearest[index] = palette.length - 1;
    }
  };
  for (const colour of colours.slice(0, pinned)) add(colour);
  while (palette.length < most) {
    const furthest = distance.reduce((at, to, index) => (to > distance[at] ? index : at), 0);
    if (distance[furthest] === 0) break;
    add(colours[furthest]);
  }
  const told = new Map(colours.map((colour, index) => [colour, nearest[index]]));
  const indices = Uint8Array.from(pixels, (pixel) => told.get(pixel));
  const reader = new FileReader();
  const read = new Promise((done) => {
    reader.onload = done;
  });
  reader.readAsDataURL(new Blob([indices]));
  await read;
  const error = Math.max(...distance);
  return { width, height, palette, indices: reader.result.split(",")[1], error };
}
