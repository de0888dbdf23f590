// Points on the ground as kilometres east and south of the map's middle: flat, which a province is.
export interface Point {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const KM_OF_LATITUDE = 110.6;
const KM_OF_LONGITUDE = 111.32;

export class Ground {
  private readonly kmOfLongitude: number;

  constructor(
    private readonly latitude: number,
    private readonly longitude: number,
  ) {
    this.kmOfLongitude = KM_OF_LONGITUDE * Math.cos((latitude * Math.PI) / 180);
  }

  at(latitude: number, longitude: number): Point {
    return {
      x: (longitude - this.longitude) * this.kmOfLongitude,
      y: (this.latitude - latitude) * KM_OF_LATITUDE,
    };
  }
}

export function boxOf(points: Iterable<Point>): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}
