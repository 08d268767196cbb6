import { Resvg } from "@resvg/resvg-js";

/** Twice as wide as the drawing, for screens with fine dots. */
const ZOOM = 2;

/** A picture of an SVG document, with the fonts of this machine. */
export function pngOf(svg: string): Uint8Array {
  const drawing = new Resvg(svg, {
    fitTo: { mode: "zoom", value: ZOOM },
    font: { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
  });
  return drawing.render().asPng();
}
