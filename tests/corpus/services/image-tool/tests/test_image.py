import imageio
import imageio.v2
import numpy as np  # noqa: F401
import pytest
from imagetool import converted, film, gradient


@pytest.mark.parametrize("kind", [".png", ".bmp", ".webp", ".jpg"])
def test_formats(kind):
    picture = gradient(16, 16)
    got = converted(picture, kind)
    assert got.shape == picture.shape
    assert abs(got.astype(float) - picture).mean() < 12


def test_film():
    assert film(3) == ((3, 8, 8, 3), 3)


def test_old_interface(tmp_path):
    imageio.v2.imwrite(tmp_path / "x.png", gradient(4, 4))
    with imageio.v2.get_writer(tmp_path / "x.gif", mode="I") as writer:
        writer.append_data(gradient(4, 4))
    with imageio.v2.get_reader(tmp_path / "x.gif") as reader:
        assert len(reader) == 1


def test_unknown(tmp_path):
    with pytest.raises(OSError):  # noqa: PT011, PT012
        import imageio.v3 as iio

        iio.imread(b"nonsense")
    assert "tifffile" in str(imageio.config.known_plugins)
