import pytest
from tree import fill, found, mirrored


@pytest.mark.parametrize("url", ["mem://", "temp://", "osfs://{}/o"])
def test_places(url, tmp_path):
    with fill(url.format(tmp_path)) as place:
        assert found(place) == ["/a/b/x.txt"]
        assert place.tree is not None
        assert place.glob("**/*.py").count().files == 1


@pytest.mark.parametrize("url", ["zip://{}/x.zip", "tar://{}/x.tar", "mem://"])
def test_mirrors(url, tmp_path):
    with fill("mem://") as place:
        assert mirrored(place, url.format(tmp_path)) == ["/a/b/x.txt", "/a/y.py"]


def test_unknown():
    import fs.opener.errors

    with pytest.raises(fs.opener.errors.UnsupportedProtocol):
        fill("nothing://x")
