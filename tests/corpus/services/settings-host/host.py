"""Print what settings say, and what they make: classes that only the files in `conf` name."""

from __future__ import annotations

from pathlib import Path

import hydra
from dynaconf import Dynaconf
from hydra.utils import instantiate
from omegaconf import DictConfig, OmegaConf

HERE = Path(__file__).parent


@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(settings: DictConfig) -> None:
    print(OmegaConf.to_yaml(settings, resolve=True))
    print(instantiate(settings.maker))
    more = Dynaconf(settings_files=[str(HERE / "settings.toml")], environments=True, envvar_prefix="HOST")
    print(more.NAME, more.PORT, more.nested.deep, more.from_env("production").PORT)


if __name__ == "__main__":
    main()
