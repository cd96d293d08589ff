"""Small pictures."""

import io

import imageio.v3 as iio
import numpy as np


def gradient(width, height):
    row = np.linspace(0, 255, width)
    return np.stack(
        [np.tile(row, (height, 1)), np.zeros((height, width)), np.full((height, width), 7)], axis=-1
    ).astype(np.uint8)


def converted(picture, extension):
    data = iio.imwrite("<bytes>", picture, extension=extension)
    return iio.imread(io.BytesIO(data), extension=extension)


def film(count):
    frames = np.stack([gradient(8, 8) * (n % 2) for n in range(count)])
    data = iio.imwrite("<bytes>", frames, extension=".gif", duration=100, loop=0)
    return iio.improps(data, extension=".gif").shape, len(list(iio.imiter(data, extension=".gif")))


def main():
    print(converted(gradient(4, 2), ".png").mean())


if __name__ == "__main__":
    main()
